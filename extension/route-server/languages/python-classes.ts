import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, spanOf } from '../facts/builder.ts';
import type { Class, Func, Value } from '../facts/facts.ts';
import { call } from './python-values.ts';

export function decorate(
  on: Func | Class,
  decorators: readonly (Node | null)[],
  facts: FactsBuilder,
) {
  for (const node of decorators) {
    const inner = node?.namedChildren[0];
    if (!node || !inner) continue;
    const parts = inner.type === 'call' ? call(inner, facts) : bare(inner, facts);
    const scope = facts.scopeAt(node.startIndex);
    const form = 'decorator' as const;
    on.decorators.push(
      facts.addCall({ ...parts, ...spanOf(node), scope, form, decorates: on }, inner),
    );
  }
}

function bare(node: Node, facts: FactsBuilder) {
  const path = facts.text(node);
  const dot = path.lastIndexOf('.');
  const receiver: Value | null =
    dot < 0 ? null : { kind: 'name', path: path.slice(0, dot), ...spanOf(node) };
  return { name: path.slice(dot + 1), receiver, args: [], nameStart: node.startIndex };
}

export function readClass(
  node: Node,
  decorators: readonly (Node | null)[],
  facts: FactsBuilder,
): void {
  if (facts.classes.some(({ start }) => start === node.startIndex)) return;
  const name = node.childForFieldName('name');
  const bases = node.childForFieldName('superclasses')?.namedChildren ?? [];
  const made: Class = {
    kind: 'class',
    name: name ? facts.text(name) : '',
    nameStart: (name ?? node).startIndex,
    bases: bases.map((base) => (base ? facts.text(base) : '')),
    decorators: [],
    methods: [],
    ...spanOf(node),
  };
  decorate(made, decorators, facts);
  for (const member of node.childForFieldName('body')?.namedChildren ?? []) {
    const inner =
      member?.type === 'decorated_definition' ? member.childForFieldName('definition') : member;
    if (inner?.type === 'function_definition') made.methods.push(facts.functionOf(inner));
  }
  facts.classes.push(made);
}
