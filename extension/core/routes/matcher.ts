import type { Route } from '../../route-server/protocol/route.ts';

/** What a matcher needs to know of a route. */
export type Matched = Pick<Route, 'method' | 'template' | 'ignoresCase'>;

interface Node<Item> {
  readonly fixed: Map<string, Node<Item>>;
  /** Segments that are partly fixed, as `{name}.json`. */
  readonly mixed: {
    readonly pattern: RegExp;
    readonly source: string;
    readonly node: Node<Item>;
  }[];
  parameter: Node<Item> | null;
  /** Routes that take all that is left. */
  readonly rest: Item[];
  readonly routes: Item[];
}

/** Paths looked up that are remembered. */
const maxRemembered = 10_000;
/** Segments of a path that are looked at; longer ones are no route's. */
const maxSegments = 64;

/**
 * Which routes a request is for. Fixed segments go before mixed ones, those before parameters, and all before what
 * takes any number of segments; a route of the method goes before one of any method. Several that are equally near
 * are all told.
 */
export class RouteMatcher<Item extends Matched> {
  private readonly root = emptyNode<Item>();
  /** Those that ignore case, in lower case. */
  private readonly folded = emptyNode<Item>();
  private hasCapitals = false;
  private readonly remembered = new Map<string, readonly Item[]>();

  constructor(routes: readonly Item[]) {
    for (const route of routes) {
      add(this.root, route, route.template);
      if (!route.ignoresCase) continue;
      const folded = foldedTemplate(route.template);
      this.hasCapitals ||= folded !== route.template;
      add(this.folded, route, folded);
    }
  }

  /** @param path without its query, as sent */
  match(method: string, path: string): readonly Item[] {
    const key = `${method} ${path}`;
    const known = this.remembered.get(key);
    if (known) return known;
    const segments = path.split('/', maxSegments + 1).filter((segment) => segment !== '');
    const found = segments.length > maxSegments ? [] : this.find(method, segments.map(decoded));
    if (this.remembered.size >= maxRemembered) this.remembered.clear();
    this.remembered.set(key, found);
    return found;
  }

  private find(method: string, segments: readonly string[]): readonly Item[] {
    const exact = this.inAnyCase(method, segments, walk(this.root, segments, 0, method));
    // A server that answers GET answers HEAD (RFC 9110, section 9.3.2).
    return exact.length === 0 && method === 'HEAD' ? this.find('GET', segments) : exact;
  }

  /** Where all are of routes that ignore case, a fixed segment in another case goes before a parameter as well. */
  private inAnyCase(method: string, segments: readonly string[], written: Item[]): Item[] {
    const isCapital = this.hasCapitals || segments.some((segment) => segment !== lower(segment));
    if (!isCapital || !written.every(({ ignoresCase }) => ignoresCase)) return written;
    const found = walk(this.folded, segments.map(lower), 0, method);
    return found.length > 0 ? found : written;
  }
}

function lower(text: string): string {
  return text.toLowerCase();
}

function add<Item extends Matched>(root: Node<Item>, route: Item, template: string): void {
  let node = root;
  for (const segment of template.split('/')) {
    if (segment === '') continue;
    if (/^\{\w*\*\}$/.test(segment)) {
      node.rest.push(route);
      return;
    }
    node = childFor(node, segment);
  }
  node.routes.push(route);
}

function foldedTemplate(template: string): string {
  return template.replace(/\{[^{}]*\}|[^{}]+/g, (part) =>
    part.startsWith('{') ? part : lower(part),
  );
}

function emptyNode<Item>(): Node<Item> {
  return { fixed: new Map(), mixed: [], parameter: null, rest: [], routes: [] };
}

function childFor<Item>(node: Node<Item>, segment: string): Node<Item> {
  if (/^\{\w*\}$/.test(segment)) {
    node.parameter ??= emptyNode();
    return node.parameter;
  }
  if (!segment.includes('{')) {
    const known = node.fixed.get(segment) ?? emptyNode<Item>();
    node.fixed.set(segment, known);
    return known;
  }
  const source = segment
    .split(/\{\w*\*?\}/)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('.+');
  const known = node.mixed.find((one) => one.source === source);
  if (known) return known.node;
  const made = { source, pattern: new RegExp(`^${source}$`), node: emptyNode<Item>() };
  node.mixed.push(made);
  return made.node;
}

function walk<Item extends Matched>(
  node: Node<Item>,
  segments: readonly string[],
  at: number,
  method: string,
): Item[] {
  const segment = segments[at];
  if (segment === undefined) {
    const here = ofMethod(node.routes, method);
    return here.length > 0 ? here : ofMethod(node.rest, method);
  }
  const fixed = node.fixed.get(segment);
  const first = fixed ? walk(fixed, segments, at + 1, method) : [];
  if (first.length > 0) return first;
  for (const { pattern, node: next } of node.mixed) {
    const found = pattern.test(segment) ? walk(next, segments, at + 1, method) : [];
    if (found.length > 0) return found;
  }
  const second = node.parameter ? walk(node.parameter, segments, at + 1, method) : [];
  return second.length > 0 ? second : ofMethod(node.rest, method);
}

function ofMethod<Item extends Matched>(routes: readonly Item[], method: string): Item[] {
  if (routes.length === 0) return [];
  const own = routes.filter((route) => route.method === method);
  return own.length > 0 ? own : routes.filter((route) => route.method === '*');
}

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
