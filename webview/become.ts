/**
 * Makes an element look as one does that was drawn anew. What looks so already is left alone, so that focus and
 * selection stay, and so do its listeners. Children with a `data-key` are told apart by that, others by their place.
 */
export function become(node: Element, made: Element): void {
  takeAttributes(node, made);
  const before = [...node.childNodes];
  const keyed = new Map(before.map((child) => [keyOf(child), child]));
  const unkeyed = before.filter((child) => keyOf(child) === undefined);
  const children = [...made.childNodes].map((child) => {
    const key = keyOf(child);
    const earlier = key === undefined ? unkeyed.shift() : keyed.get(key);
    if (!earlier || earlier.nodeName !== child.nodeName) return child;
    if (earlier instanceof Element && child instanceof Element) become(earlier, child);
    else if (earlier instanceof Text && child instanceof Text) setData(earlier, child.data);
    return earlier;
  });
  arrange(node, children);
}

/** Gives an element these children in this order. Those that stay are not moved without need: that takes the focus. */
export function arrange(node: Element, children: readonly ChildNode[]): void {
  const wanted = new Set(children);
  for (const child of [...node.childNodes]) if (!wanted.has(child)) child.remove();
  let at = node.firstChild;
  for (const child of children) {
    if (child === at) at = at.nextSibling;
    else node.insertBefore(child, at);
  }
}

/** Sets a text, and of that only what differs: a selection before it stays. */
export function setData(node: Text, data: string): void {
  const { data: before } = node;
  let same = data.startsWith(before) ? before.length : 0;
  while (same < data.length && data[same] === before[same]) same += 1;
  if (same < before.length || same < data.length) {
    node.replaceData(same, before.length - same, data.slice(same));
  }
}

function takeAttributes(node: Element, made: Element): void {
  for (const { name } of [...node.attributes]) {
    if (!made.hasAttribute(name)) node.removeAttribute(name);
  }
  for (const { name, value } of made.attributes) {
    if (node.getAttribute(name) === value) continue;
    // The page's policy refuses styles that are set as attributes.
    if (name === 'style' && node instanceof HTMLElement) node.style.cssText = value;
    else node.setAttribute(name, value);
  }
}

function keyOf(node: Node): string | undefined {
  return node instanceof HTMLElement ? node.dataset['key'] : undefined;
}
