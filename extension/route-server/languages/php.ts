import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, type LanguageReader, other, spanOf } from '../facts/builder.ts';
import type { Class, Func, NamedValue, Value } from '../facts/facts.ts';
import { addClass } from './class.ts';

const query = `
  [(method_declaration) (function_definition) (anonymous_function) (arrow_function)] @function
  (class_declaration) @class
  [(member_call_expression) (scoped_call_expression) (function_call_expression)] @call
  (assignment_expression) @binding
  (namespace_use_clause) @use
`;

const visit: LanguageReader['visit'] = {
  function: (node, facts) => void facts.functionOf(node),
  class: (node, facts) => addClass(node, facts, attribute),
  call: (node, facts) => void facts.callOf(node),
  binding: (node, facts) =>
    facts.bind(facts.field(node, 'left'), node.childForFieldName('right'), node),
  use: (node, facts) => {
    // Of `use App\{A, B}` the clause has the last part alone.
    const group = node.parent?.type === 'namespace_use_group' ? node.parent.parent : null;
    const before = group?.namedChildren[0];
    const own = facts.text(node.namedChildren[0] ?? node);
    const module = before ? `${facts.text(before)}\\${own}` : own;
    const imported = module.replace(/^.*\\/, '');
    facts.imports.push({ local: facts.field(node, 'alias') || imported, module, imported });
  },
};

function attribute(on: Class | Func, node: Node, facts: FactsBuilder): void {
  const groups = node.childForFieldName('attributes')?.namedChildren ?? [];
  for (const one of groups.flatMap((group) => group?.namedChildren ?? [])) {
    if (one?.type !== 'attribute') continue;
    const name = facts.text(one.namedChildren[0] ?? one).replace(/^.*\\/, '');
    const args = facts.values(one.childForFieldName('parameters')?.namedChildren ?? []);
    const scope = facts.scopeAt(one.startIndex);
    const span = { ...spanOf(one), nameStart: one.startIndex };
    const parts = { name, receiver: null, args, scope, decorates: on, ...span };
    on.decorators.push(facts.addCall({ ...parts, form: 'decorator' }));
  }
}

function call(node: Node, facts: FactsBuilder) {
  const name = node.childForFieldName('name') ?? node.childForFieldName('function') ?? node;
  const object = node.childForFieldName('object') ?? node.childForFieldName('scope');
  return {
    name: facts.text(name),
    receiver: object ? facts.value(object) : null,
    args: facts.values(node.childForFieldName('arguments')?.namedChildren ?? []),
    nameStart: name.startIndex,
  };
}

function value(node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  switch (node.type) {
    case 'string':
    case 'encapsed_string': {
      const computed = node.namedChildren.some((part) => part?.type === 'variable_name');
      return computed
        ? other(node)
        : { kind: 'text', text: facts.text(node).slice(1, -1), ...span };
    }
    case 'name':
    case 'qualified_name':
    case 'variable_name':
      return { kind: 'name', path: facts.text(node), ...span };
    case 'class_constant_access_expression':
      return { kind: 'name', path: facts.text(node).replace(/::class$/, ''), ...span };
    case 'member_call_expression':
    case 'scoped_call_expression':
    case 'function_call_expression':
      return { kind: 'call', call: facts.callOf(node), ...span };
    case 'anonymous_function':
    case 'arrow_function':
      return { kind: 'function', func: facts.functionOf(node), ...span };
    case 'argument': {
      const name = node.childForFieldName('name');
      const inner = facts.value(node.namedChildren.at(-1) ?? null);
      return name ? { kind: 'named', name: facts.text(name), value: inner, ...span } : inner;
    }
    case 'array_creation_expression':
      return arrayOf(node, facts);
    case 'binary_expression':
      return facts.joined(node, '.');
    default:
      return other(node);
  }
}

/** A list, or names with values. */
function arrayOf(node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  const items: Value[] = [];
  const entries: NamedValue[] = [];
  for (const element of node.namedChildren) {
    const [first, second] = element?.namedChildren ?? [];
    if (!element || !first) continue;
    const key = facts.value(first);
    if (!second) items.push(key);
    else if (key.kind === 'text') {
      const named = { name: key.text, value: facts.value(second), ...spanOf(element) };
      entries.push({ kind: 'named', ...named });
    }
  }
  return entries.length > 0
    ? { kind: 'object', entries, ...span }
    : { kind: 'list', items, ...span };
}

function func(node: Node, facts: FactsBuilder) {
  const name = node.childForFieldName('name');
  const around = node.type === 'method_declaration' ? node.parent?.parent : null;
  return {
    name: name ? facts.text(name) : '',
    nameStart: (name ?? node).startIndex,
    params: [],
    className: around ? facts.field(around, 'name') : '',
  };
}

export const phpReader: LanguageReader = {
  language: 'php',
  grammar: 'php',
  query,
  visit,
  call,
  value,
  func,
};
