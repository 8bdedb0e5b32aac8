import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, spanOf } from '../facts/builder.ts';
import type { Class, Func } from '../facts/facts.ts';

/** A class of Java, C# or PHP with its methods; `annotate` adds what stands on the class and on each method. */
export function addClass(
  node: Node,
  facts: FactsBuilder,
  annotate: (on: Class | Func, node: Node, facts: FactsBuilder) => void,
  { bases = [], modifiers = [] }: Partial<Pick<Class, 'bases' | 'modifiers'>> = {},
): void {
  const name = node.childForFieldName('name');
  const made: Class = {
    kind: 'class',
    name: name ? facts.text(name) : '',
    nameStart: (name ?? node).startIndex,
    bases,
    modifiers,
    decorators: [],
    methods: [],
    ...spanOf(node),
  };
  annotate(made, node, facts);
  for (const member of node.childForFieldName('body')?.namedChildren ?? []) {
    if (member?.type !== 'method_declaration') continue;
    const method = facts.functionOf(member);
    made.methods.push(method);
    annotate(method, member, facts);
  }
  facts.classes.push(made);
}
