export interface Attributes {
  readonly class?: string;
  readonly title?: string;
  readonly [attribute: `data-${string}`]: string;
  readonly [attribute: `aria-${string}`]: string;
  readonly role?: string;
  readonly id?: string;
  readonly tabindex?: string;
}

/** Makes an element. Texts become text nodes: nothing that comes from a host is ever read as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

/** Sets a text only where it differs, so that a refresh does not disturb selection or layout. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets or, with `null`, removes an attribute, only where it differs. */
export function setAttribute(node: Element, name: string, value: string | null): void {
  if (node.getAttribute(name) === value) return;
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}
