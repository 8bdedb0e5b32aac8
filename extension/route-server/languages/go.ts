import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, type LanguageReader, other, spanOf } from '../facts/builder.ts';
import type { Call, Param, Value } from '../facts/facts.ts';

const query = `
  [(function_declaration) (method_declaration) (func_literal)] @function
  (call_expression) @call
  (short_var_declaration) @binding
  (var_spec) @binding
  (const_spec) @binding
  (assignment_statement) @binding
  (keyed_element) @field
  (import_spec) @import
  (return_statement) @return
`;

const visit: LanguageReader['visit'] = {
  function: (node, facts) => void facts.functionOf(node),
  call: (node, facts) => void facts.callOf(node),
  binding: (node, facts) => {
    const left = node.childForFieldName('left')?.namedChildren ?? node.childrenForFieldName('name');
    const right = (node.childForFieldName('right') ?? node.childForFieldName('value'))
      ?.namedChildren;
    for (const [index, name] of left.entries()) {
      const value = right?.[index] ?? null;
      if (name && value) facts.bind(facts.text(name), value, node);
    }
  },
  field: (node, facts) => {
    // `Server{router: chi.NewRouter()}`: a method knows it by its own receiver's name.
    const [name, value] = node.namedChildren;
    const inner = value?.namedChildren[0];
    if (name && inner?.type === 'call_expression') facts.bind(`.${facts.text(name)}`, inner, node);
  },
  import: (node, facts) => {
    const path = node.childForFieldName('path');
    if (!path) return;
    const module = facts.text(path).slice(1, -1);
    const last = module.replace(/\/v\d+$/, '').replace(/^.*\//, '');
    facts.imports.push({ local: facts.field(node, 'name') || last, module, imported: '*' });
  },
  return: (node, facts) => {
    const scope = facts.scopeAt(node.startIndex);
    for (const value of node.namedChildren[0]?.namedChildren ?? []) {
      if (value) scope?.returns.push(facts.value(value));
    }
  },
};

function call(node: Node, facts: FactsBuilder) {
  const callee = node.childForFieldName('function') ?? node;
  const args = facts.values(node.childForFieldName('arguments')?.namedChildren ?? []);
  if (callee.type === 'selector_expression') {
    const field = callee.childForFieldName('field') ?? callee;
    const receiver = facts.value(callee.childForFieldName('operand'));
    return { name: facts.text(field), receiver, args, nameStart: field.startIndex };
  }
  return { name: facts.text(callee), receiver: null, args, nameStart: callee.startIndex };
}

function value(node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  switch (node.type) {
    case 'interpreted_string_literal':
    case 'raw_string_literal':
      return { kind: 'text', text: facts.text(node).slice(1, -1), ...span };
    case 'identifier':
      return { kind: 'name', path: facts.text(node), ...span };
    case 'selector_expression': {
      const operand = facts.value(node.childForFieldName('operand'));
      if (operand.kind !== 'name') return other(node);
      return { kind: 'name', path: `${operand.path}.${facts.field(node, 'field')}`, ...span };
    }
    case 'call_expression':
      return { kind: 'call', call: facts.callOf(node), ...span };
    case 'func_literal':
      return { kind: 'function', func: facts.functionOf(node), ...span };
    case 'unary_expression':
    case 'parenthesized_expression':
      return facts.value(node.namedChildren.at(-1) ?? null);
    case 'composite_literal': {
      const type = node.childForFieldName('type');
      if (type?.type === 'type_identifier' || type?.type === 'qualified_type') {
        return madeOf(type, node, facts);
      }
      const items = node.childForFieldName('body')?.namedChildren ?? [];
      const elements = items.filter((one) => one?.type === 'literal_element');
      return {
        kind: 'list',
        items: facts.values(elements.map((one) => one?.namedChildren[0] ?? null)),
        ...span,
      };
    }
    case 'binary_expression':
      return facts.joined(node, '+');
    default:
      return other(node);
  }
}

/** `Shop{}` is what a constructor would make. */
function madeOf(type: Node, node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  const scope = facts.scopeAt(span.start);
  const parts = { receiver: null, args: [], scope, nameStart: type.startIndex, chain: [] };
  const call: Call = { name: facts.text(type), form: 'new', ...parts, ...span };
  return { kind: 'call', call, ...span };
}

function func(node: Node, facts: FactsBuilder) {
  const params: Param[] = [];
  for (const one of node.childForFieldName('parameters')?.namedChildren ?? []) {
    if (!one) continue;
    const type = facts.field(one, 'type');
    for (const name of one.childrenForFieldName('name')) {
      if (name) params.push({ name: facts.text(name), type });
    }
  }
  const name = node.childForFieldName('name');
  const receiver = node.childForFieldName('receiver')?.namedChildren[0];
  return {
    name: name ? facts.text(name) : '',
    nameStart: (name ?? node).startIndex,
    params,
    className: receiver ? facts.field(receiver, 'type').replace(/^\*/, '') : '',
    self: receiver ? facts.field(receiver, 'name') : '',
  };
}

export const goReader: LanguageReader = {
  language: 'go',
  grammar: 'go',
  query,
  visit,
  call,
  value,
  func,
};
