import type { Call, SourceFacts, Value } from '../facts/facts.ts';
import type { Effect, Framework, RouteTable } from '../frameworks/framework.ts';
import type { Parts } from './parts.ts';
import { mount, type Router } from './router.ts';

type Mount = Extract<Effect, { readonly kind: 'mount' }>;
type Apply = (effect: Effect, router: Router, call: Call, facts: SourceFacts) => void;

/** Reads the lists of routes of a file, and what they include. @param apply what does all but include */
export function readTable(
  framework: Framework,
  facts: SourceFacts,
  parts: Parts,
  apply: Apply,
): void {
  const { table } = framework;
  if (!table) return;
  const reader = new TableReader(table, framework, facts, parts, apply);
  const lists = new Set([table.binding]);
  for (const { name, value } of facts.bindings) {
    const items = table.items(value);
    if (name !== table.binding && !items.some(({ kind }) => kind === 'call')) continue;
    lists.add(name);
    reader.read(items, parts.routers.table(facts, name, framework));
  }
  for (const call of facts.calls) {
    const { receiver } = call;
    if (receiver?.kind !== 'name' || !lists.has(receiver.path)) continue;
    const items = table.added(call);
    if (items.length > 0) reader.read(items, parts.routers.table(facts, receiver.path, framework));
  }
}

class TableReader {
  constructor(
    private readonly table: RouteTable,
    private readonly framework: Framework,
    private readonly facts: SourceFacts,
    private readonly parts: Parts,
    private readonly apply: Apply,
  ) {}

  read(items: readonly Value[], router: Router): void {
    for (const item of items) {
      // Another list, or the routes of a router, in place of entries.
      if (item.kind === 'name') this.include(item, '', router);
      if (item.kind !== 'call' || !Object.hasOwn(this.table.entries, item.call.name)) continue;
      for (const effect of this.table.entries[item.call.name]?.(item.call) ?? []) {
        if (effect.kind === 'mount') this.mount(effect, router, item.call);
        else this.apply(effect, router, item.call, this.facts);
      }
    }
  }

  private mount({ prefix, child }: Mount, router: Router, { scope }: Call): void {
    const named = this.table.child(child);
    if (named?.kind === 'list' || named?.kind === 'join') {
      // It has no name, so that nobody else includes it.
      const inner: Router = this.parts.routers.unnamed(this.framework, this.facts);
      mount(inner, router, this.parts.texts.of(prefix, this.facts, scope));
      this.read(this.table.items(named), inner);
    } else if (named) this.include(named, prefix, router);
  }

  private include(named: Value, prefix: Value | string | null, router: Router): void {
    const { facts, framework, table } = this;
    const { names, routers, texts } = this.parts;
    const before = texts.of(prefix, facts, null);
    if (named.kind === 'text') {
      const module = names.file(facts, named.text);
      if (module) mount(routers.table(module, table.binding, framework), router, before);
      return;
    }
    const other = routers.of(named, facts, null);
    if (other) mount(other, router, before);
    if (other || named.kind !== 'name') return;
    const module = names.module(facts, named.path);
    const [from, name] = module ? [module, table.binding] : [facts, named.path];
    const list = routers.table(from, name, framework);
    if (list !== router) mount(list, router, before);
  }
}
