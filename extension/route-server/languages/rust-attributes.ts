import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, spanOf } from '../facts/builder.ts';
import type { Func, Value } from '../facts/facts.ts';

/** Attributes stand before the item that they are for. */
export function attribute(on: Func, node: Node, facts: FactsBuilder): void {
  for (let before = node.previousNamedSibling; before; before = before.previousNamedSibling) {
    if (before.type.includes('comment')) continue;
    if (before.type !== 'attribute_item') break;
    const inner = before.namedChildren[0];
    if (!inner) continue;
    const name = facts.text(inner.namedChildren[0] ?? inner).replace(/^.*::/, '');
    const args = tokens(inner.childForFieldName('arguments'), facts);
    const span = { ...spanOf(before), nameStart: before.startIndex };
    const parts = { name, receiver: null, args, scope: on.scope, decorates: on, ...span };
    on.decorators.unshift(facts.addCall({ ...parts, form: 'decorator' }));
  }
}

/** What a macro is given: texts, names, and `name = text`. */
export function tokens(tree: Node | null, facts: FactsBuilder): Value[] {
  const values: Value[] = [];
  if (!tree) return values;
  const span = spanOf(tree);
  const pattern = /(?:(\w+)\s*=\s*)?"((?:[^"\\]|\\.)*)"|([A-Za-z_]\w*(?:::\w+)*)/g;
  for (const [, name, text, path] of facts.text(tree).slice(1, -1).matchAll(pattern)) {
    if (path !== undefined) {
      values.push({ kind: 'name', path: path.replaceAll('::', '.'), ...span });
      continue;
    }
    const value: Value = { kind: 'text', text: text ?? '', ...span };
    values.push(name ? { kind: 'named', name, value, ...span } : value);
  }
  return values;
}
