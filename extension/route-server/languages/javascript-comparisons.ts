import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, spanOf } from '../facts/builder.ts';

const pathLike = /(^|\.)(url|path|pathname)$/;

/** `request.url === '/books'` is how servers without a framework find a handler. */
export function readComparison(
  node: Node,
  left: Node | null,
  right: Node | null,
  facts: FactsBuilder,
) {
  if (!left || !right || !pathLike.test(facts.text(left))) return;
  let whole = node;
  while (whole.parent?.type === 'binary_expression') whole = whole.parent;
  const [, method] = /\bmethod\s*={2,3}\s*['"](\w+)['"]/.exec(facts.text(whole)) ?? [];
  const args = facts.values([right]);
  if (method) args.push({ kind: 'text', text: method, ...spanOf(whole) });
  facts.addCall({
    name: '===',
    receiver: facts.value(left),
    args,
    nameStart: node.startIndex,
    scope: facts.scopeAt(node.startIndex),
    form: 'macro',
    ...spanOf(whole),
  });
}
