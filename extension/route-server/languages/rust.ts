import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, type LanguageReader, other, spanOf } from '../facts/builder.ts';
import type { Param, Value } from '../facts/facts.ts';
import { attribute, tokens } from './rust-attributes.ts';
import { readUse } from './rust-uses.ts';

const query = `
  [(function_item) (closure_expression)] @function
  (call_expression) @call
  (let_declaration) @binding
  (const_item) @binding
  (use_declaration) @use
  (mod_item) @mod
  (return_expression) @return
`;

const visit: LanguageReader['visit'] = {
  function: (node, facts) => {
    const made = facts.functionOf(node);
    for (const value of tailOf(node)) made.returns.push(facts.value(value));
    if (node.type === 'function_item') attribute(made, node, facts);
  },
  call: (node, facts) => void facts.callOf(node),
  binding: (node, facts) => {
    const name = facts.field(node, 'pattern') || facts.field(node, 'name');
    facts.bind(name.replace(/^mut\s+/, ''), node.childForFieldName('value'), node);
  },
  use: (node, facts) => {
    const argument = node.childForFieldName('argument');
    if (argument) readUse(facts.text(argument).replace(/\s+/g, ' '), '', facts);
  },
  mod: (node, facts) => {
    const name = facts.field(node, 'name');
    facts.imports.push({ local: name, module: name, imported: '*' });
  },
  return: (node, facts) => {
    const returned = node.firstNamedChild;
    if (returned) facts.scopeAt(node.startIndex)?.returns.push(facts.value(returned));
  },
};

/** The expression at the end of a body is what it returns. */
function tailOf(node: Node): Node[] {
  const body = node.childForFieldName('body');
  const last = body?.type === 'block' ? body.namedChildren.at(-1) : body;
  return last && !/statement|declaration|item/.test(last.type) ? [last] : [];
}

function call(node: Node, facts: FactsBuilder) {
  const args = facts.values(node.childForFieldName('arguments')?.namedChildren ?? []);
  let callee = node.childForFieldName('function') ?? node;
  if (callee.type === 'generic_function') callee = callee.childForFieldName('function') ?? callee;
  if (callee.type === 'field_expression') {
    const field = callee.childForFieldName('field') ?? callee;
    const receiver = facts.value(callee.childForFieldName('value'));
    return { name: facts.text(field), receiver, args, nameStart: field.startIndex };
  }
  const path = facts
    .text(callee)
    .replaceAll('::', '.')
    .replace(/<[^>]*>/g, '')
    .replace(/\.\./g, '.');
  const dot = path.lastIndexOf('.');
  const receiver: Value | null =
    dot < 0 ? null : { kind: 'name', path: path.slice(0, dot), ...spanOf(callee) };
  return { name: path.slice(dot + 1), receiver, args, nameStart: callee.startIndex };
}

function value(node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  switch (node.type) {
    case 'string_literal':
    case 'raw_string_literal':
      return { kind: 'text', text: facts.text(node).replace(/^r?#*"|"#*$/g, ''), ...span };
    case 'identifier':
    case 'self':
      return { kind: 'name', path: facts.text(node), ...span };
    case 'scoped_identifier':
      return { kind: 'name', path: facts.text(node).replaceAll('::', '.'), ...span };
    case 'call_expression':
      return { kind: 'call', call: facts.callOf(node), ...span };
    case 'closure_expression':
      return { kind: 'function', func: facts.functionOf(node), ...span };
    case 'generic_function':
      return facts.value(node.childForFieldName('function'));
    case 'reference_expression':
    case 'await_expression':
    case 'try_expression':
    case 'parenthesized_expression':
      return facts.value(node.childForFieldName('value') ?? node.namedChildren[0] ?? null);
    case 'tuple_expression':
    case 'array_expression':
      return { kind: 'list', items: facts.values(node.namedChildren), ...span };
    case 'macro_invocation': {
      const tree = node.namedChildren.find((child) => child?.type === 'token_tree') ?? null;
      const name = facts.field(node, 'macro').replace(/^.*::/, '');
      const call = {
        name,
        receiver: null,
        args: tokens(tree, facts),
        nameStart: node.startIndex,
        scope: facts.scopeAt(node.startIndex),
        form: 'macro' as const,
        chain: [],
        ...span,
      };
      return { kind: 'call', call, ...span };
    }
    default:
      return other(node);
  }
}

function func(node: Node, facts: FactsBuilder) {
  const name = node.childForFieldName('name');
  const params: Param[] = [];
  for (const one of node.childForFieldName('parameters')?.namedChildren ?? []) {
    // A closure's parameter has its name alone.
    if (one?.type === 'identifier') params.push({ name: facts.text(one), type: '' });
    if (one?.type !== 'parameter') continue;
    const param = facts.field(one, 'pattern').replace(/^mut\s+/, '');
    params.push({ name: param, type: facts.field(one, 'type') });
  }
  return {
    name: name ? facts.text(name) : '',
    nameStart: (name ?? node).startIndex,
    params,
    className: '',
  };
}

export const rustReader: LanguageReader = {
  language: 'rust',
  grammar: 'rust',
  query,
  visit,
  call,
  value,
  func,
};
