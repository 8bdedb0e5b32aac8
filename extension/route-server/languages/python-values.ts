import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, other, spanOf } from '../facts/builder.ts';
import type { Value } from '../facts/facts.ts';

export function call(node: Node, facts: FactsBuilder) {
  const callee = node.childForFieldName('function') ?? node;
  const list = node.childForFieldName('arguments');
  const args = list?.type === 'argument_list' ? facts.values(list.namedChildren) : [];
  if (callee.type === 'attribute') {
    const attribute = callee.childForFieldName('attribute') ?? callee;
    const receiver = facts.value(callee.childForFieldName('object'));
    return { name: facts.text(attribute), receiver, args, nameStart: attribute.startIndex };
  }
  return { name: facts.text(callee), receiver: null, args, nameStart: callee.startIndex };
}

export function value(node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  switch (node.type) {
    case 'string':
      return textOf(node, facts);
    case 'concatenated_string':
      return { kind: 'join', parts: facts.values(node.namedChildren), ...span };
    case 'identifier':
    case 'true':
    case 'false':
      return { kind: 'name', path: facts.text(node), ...span };
    case 'attribute': {
      const object = facts.value(node.childForFieldName('object'));
      if (object.kind !== 'name') return other(node);
      return { kind: 'name', path: `${object.path}.${facts.field(node, 'attribute')}`, ...span };
    }
    case 'call':
      return { kind: 'call', call: facts.callOf(node), ...span };
    case 'keyword_argument': {
      const name = facts.field(node, 'name');
      return { kind: 'named', name, value: facts.value(node.childForFieldName('value')), ...span };
    }
    case 'list':
    case 'tuple':
    case 'set':
      return { kind: 'list', items: facts.values(node.namedChildren), ...span };
    case 'await':
    case 'parenthesized_expression':
      return facts.value(node.namedChildren[0] ?? null);
    case 'boolean_operator': {
      const right = facts.value(node.childForFieldName('right'));
      return { kind: 'otherwise', value: right, ...span };
    }
    case 'binary_operator':
      if (node.childForFieldName('operator')?.type === '%') return percentOf(node, facts);
      return facts.joined(node, '+');
    default:
      return other(node);
  }
}

/** `"/loans/%s" % loan` */
function percentOf(node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  const receiver = facts.value(node.childForFieldName('left'));
  const right = facts.value(node.childForFieldName('right'));
  const args = right.kind === 'list' ? right.items : [right];
  const scope = facts.scopeAt(span.start);
  const parts = { name: '%', receiver, args, scope, nameStart: span.start, form: 'macro' as const };
  return { kind: 'call', call: { ...parts, chain: [], ...span }, ...span };
}

/** A string; what an f-string computes is a value between its texts. */
function textOf(node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  const parts = node.namedChildren.flatMap((part): Value[] => {
    if (part?.type === 'string_content') {
      return [{ kind: 'text', text: facts.text(part), ...spanOf(part) }];
    }
    return part?.type === 'interpolation'
      ? [facts.value(part.childForFieldName('expression'))]
      : [];
  });
  const [only] = parts;
  if (parts.length === 0) return { kind: 'text', text: '', ...span };
  return parts.length === 1 && only ? { ...only, ...span } : { kind: 'join', parts, ...span };
}
