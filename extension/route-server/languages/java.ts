import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, type LanguageReader, other, spanOf } from '../facts/builder.ts';
import type { Class, Func, NamedValue, Value } from '../facts/facts.ts';
import { addClass } from './class.ts';

const query = `
  (method_declaration) @function
  [(class_declaration) (interface_declaration) (record_declaration)] @class
  (method_invocation) @call
  (variable_declarator) @binding
  (assignment_expression) @assignment
  (return_statement) @return
`;

const visit: LanguageReader['visit'] = {
  function: (node, facts) => void facts.functionOf(node),
  class: (node, facts) => addClass(node, facts, annotate, kindOf(node, facts)),
  call: (node, facts) => void facts.callOf(node),
  binding: (node, facts) =>
    facts.bind(facts.field(node, 'name'), node.childForFieldName('value'), node),
  assignment: (node, facts) => {
    // A field that its class's constructor fills.
    const name = facts.field(node, 'left').replace(/^this\./, '');
    facts.bind(name, node.childForFieldName('right'), node);
  },
  return: (node, facts) => {
    const returned = node.firstNamedChild;
    if (returned) facts.scopeAt(node.startIndex)?.returns.push(facts.value(returned));
  },
};

/** What a class comes from, without the types that it is of; and whether it is an interface. */
function kindOf(node: Node, facts: FactsBuilder) {
  const above = node.namedChildren.filter((child) =>
    /^(superclass|super_interfaces|extends_interfaces)$/.test(child?.type ?? ''),
  );
  const bases = above.flatMap((one) =>
    one
      ? (facts
          .text(one)
          .replace(/<[^>]*>/g, '')
          .match(/[A-Z]\w*/g) ?? [])
      : [],
  );
  return { bases, modifiers: node.type === 'interface_declaration' ? ['interface'] : [] };
}

function annotate(on: Class | Func, node: Node, facts: FactsBuilder): void {
  const modifiers = node.namedChildren.find((child) => child?.type === 'modifiers');
  for (const one of modifiers?.namedChildren ?? []) {
    if (one?.type !== 'annotation' && one?.type !== 'marker_annotation') continue;
    const name = facts.field(one, 'name').replace(/^.*\./, '');
    const args = facts.values(one.childForFieldName('arguments')?.namedChildren ?? []);
    const scope = facts.scopeAt(one.startIndex);
    const span = { ...spanOf(one), nameStart: one.startIndex };
    const parts = { name, receiver: null, args, scope, decorates: on, ...span };
    on.decorators.push(facts.addCall({ ...parts, form: 'decorator' }));
  }
}

function call(node: Node, facts: FactsBuilder) {
  const name = node.childForFieldName('name') ?? node;
  const object = node.childForFieldName('object');
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
    case 'string_literal':
      return { kind: 'text', text: facts.text(node).replace(/^"+|"+$/g, ''), ...span };
    case 'identifier':
      return { kind: 'name', path: facts.text(node), ...span };
    case 'field_access':
    case 'scoped_identifier':
    case 'method_reference':
      return { kind: 'name', path: facts.text(node).replace('::', '.'), ...span };
    case 'method_invocation':
      return { kind: 'call', call: facts.callOf(node), ...span };
    case 'element_value_pair': {
      const inner = facts.value(node.childForFieldName('value'));
      const pair: NamedValue = {
        kind: 'named',
        name: facts.field(node, 'key'),
        value: inner,
        ...span,
      };
      return pair;
    }
    case 'element_value_array_initializer':
      return { kind: 'list', items: facts.values(node.namedChildren), ...span };
    case 'parenthesized_expression':
      return facts.value(node.namedChildren[0] ?? null);
    case 'lambda_expression': {
      // What it is for alone: `builder -> builder.path("/x").build()`.
      const body = node.childForFieldName('body');
      return body && body.type !== 'block' ? facts.value(body) : other(node);
    }
    case 'binary_expression':
      return facts.joined(node, '+');
    default:
      return other(node);
  }
}

function func(node: Node, facts: FactsBuilder) {
  const name = node.childForFieldName('name');
  return {
    name: name ? facts.text(name) : '',
    nameStart: (name ?? node).startIndex,
    params: [],
    className: facts.field(node.parent?.parent ?? node, 'name'),
  };
}

export const javaReader: LanguageReader = {
  language: 'java',
  grammar: 'java',
  query,
  visit,
  call,
  value,
  func,
};
