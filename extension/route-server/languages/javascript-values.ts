import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, other, spanOf } from '../facts/builder.ts';
import type { NamedValue, Value } from '../facts/facts.ts';
import { unquoted } from './javascript-modules.ts';

const functionTypes = new Set([
  'arrow_function',
  'function_expression',
  'function_declaration',
  'generator_function',
  'generator_function_declaration',
  'method_definition',
]);

/** What only speaks to the type checker, or waits. */
const wrappers = new Set([
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
  'parenthesized_expression',
  'await_expression',
]);

export function call(node: Node, facts: FactsBuilder) {
  const isNew = node.type === 'new_expression';
  const callee = node.childForFieldName(isNew ? 'constructor' : 'function') ?? node;
  const args = facts.values(node.childForFieldName('arguments')?.namedChildren ?? []);
  const form = isNew ? ('new' as const) : ('call' as const);
  if (callee.type === 'member_expression') {
    const property = callee.childForFieldName('property') ?? callee;
    const receiver = facts.value(callee.childForFieldName('object'));
    return { name: facts.text(property), receiver, args, nameStart: property.startIndex, form };
  }
  if (callee.type === 'call_expression') {
    const receiver = facts.value(callee);
    return { name: '', receiver, args, nameStart: callee.startIndex, form };
  }
  return { name: facts.text(callee), receiver: null, args, nameStart: callee.startIndex, form };
}

export function value(node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  const { type } = node;
  if (type === 'string') return { kind: 'text', text: unquoted(facts.text(node)), ...span };
  if (type === 'template_string')
    return { kind: 'join', parts: templateParts(node, facts), ...span };
  if (/^(identifier|this|true|false)$/.test(type))
    return { kind: 'name', path: facts.text(node), ...span };
  if (type === 'member_expression') {
    const object = facts.value(node.childForFieldName('object'));
    if (object.kind !== 'name') return other(node);
    const property = facts.field(node, 'property').replace(/^#/, '');
    return { kind: 'name', path: `${object.path}.${property}`, ...span };
  }
  if (type === 'call_expression' || type === 'new_expression') {
    return { kind: 'call', call: facts.callOf(node), ...span };
  }
  if (functionTypes.has(type)) return { kind: 'function', func: facts.functionOf(node), ...span };
  if (wrappers.has(type)) return facts.value(node.namedChildren[0] ?? null);
  if (type === 'array') return { kind: 'list', items: facts.values(node.namedChildren), ...span };
  if (type === 'assignment_expression') return facts.value(node.childForFieldName('right'));
  if (type === 'object') return { kind: 'object', entries: entriesOf(node, facts), ...span };
  if (type === 'binary_expression' && /^(\?\?|\|\|)$/.test(facts.field(node, 'operator'))) {
    return { kind: 'otherwise', value: facts.value(node.childForFieldName('right')), ...span };
  }
  return type === 'binary_expression' ? facts.joined(node, '+') : other(node);
}

function templateParts(node: Node, facts: FactsBuilder): Value[] {
  return node.namedChildren
    .filter((part) => part !== null)
    .map((part) =>
      part.type === 'template_substitution'
        ? facts.value(part.namedChildren[0] ?? null)
        : { kind: 'text', text: facts.text(part), ...spanOf(part) },
    );
}

function entriesOf(node: Node, facts: FactsBuilder): NamedValue[] {
  const entries: NamedValue[] = [];
  for (const one of node.namedChildren) {
    if (!one) continue;
    const span = spanOf(one);
    if (one.type === 'pair') {
      const name = unquoted(facts.field(one, 'key'));
      entries.push({
        kind: 'named',
        name,
        value: facts.value(one.childForFieldName('value')),
        ...span,
      });
    } else if (one.type === 'method_definition') {
      const name = facts.field(one, 'name');
      entries.push({ kind: 'named', name, value: { ...value(one, facts) }, ...span });
    } else if (one.type === 'shorthand_property_identifier') {
      const path = facts.text(one);
      entries.push({ kind: 'named', name: path, value: { kind: 'name', path, ...span }, ...span });
    }
  }
  return entries;
}
