import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, spanOf } from '../facts/builder.ts';
import type { Class } from '../facts/facts.ts';
import { call } from './javascript-values.ts';

export function readClass(node: Node, facts: FactsBuilder): void {
  const made: Class = {
    kind: 'class',
    name: facts.field(node, 'name'),
    nameStart: (node.childForFieldName('name') ?? node).startIndex,
    bases: [],
    decorators: [],
    methods: [],
    ...spanOf(node),
  };
  const outer =
    node.parent?.type === 'export_statement' ? node.parent.childrenForFieldName('decorator') : [];
  for (const one of [...outer, ...node.childrenForFieldName('decorator')]) {
    if (one) made.decorators.push(decoratorOf(one, made, facts));
  }
  let waiting: Node[] = [];
  for (const member of node.childForFieldName('body')?.namedChildren ?? []) {
    if (member?.type === 'decorator') waiting.push(member);
    else if (member?.type === 'method_definition') {
      const method = facts.functionOf(member);
      made.methods.push(method);
      for (const one of waiting) method.decorators.push(decoratorOf(one, method, facts));
      waiting = [];
    } else if (member && !member.type.includes('comment')) waiting = [];
  }
  facts.classes.push(made);
}

function decoratorOf(node: Node, decorates: Class | Class['methods'][number], facts: FactsBuilder) {
  const inner = node.namedChildren[0] ?? node;
  const parts =
    inner.type === 'call_expression'
      ? call(inner, facts)
      : { name: facts.text(inner), receiver: null, args: [], nameStart: inner.startIndex };
  const scope = facts.scopeAt(node.startIndex);
  return facts.addCall({ ...parts, ...spanOf(node), scope, form: 'decorator', decorates }, inner);
}
