import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, type LanguageReader, other, spanOf } from '../facts/builder.ts';
import type { Class, Func, NamedValue, Value } from '../facts/facts.ts';
import { addClass } from './class.ts';

const query = `
  [(method_declaration) (local_function_statement) (lambda_expression)] @function
  (class_declaration) @class
  (invocation_expression) @call
  (variable_declarator) @binding
  (return_statement) @return
`;

const visit: LanguageReader['visit'] = {
  function: (node, facts) => void facts.functionOf(node),
  class: readClass,
  call: (node, facts) => void facts.callOf(node),
  binding: (node, facts) => {
    const value = node.namedChildren.at(-1);
    if (node.namedChildCount > 1) facts.bind(facts.field(node, 'name'), value ?? null, node);
  },
  return: (node, facts) => {
    const returned = node.firstNamedChild;
    if (returned) facts.scopeAt(node.startIndex)?.returns.push(facts.value(returned));
  },
};

function readClass(node: Node, facts: FactsBuilder): void {
  const bases = node.namedChildren.find((child) => child?.type === 'base_list');
  const names = (bases?.namedChildren ?? []).map((base) => (base ? facts.text(base) : ''));
  addClass(node, facts, attribute, { bases: names, modifiers: modifiersOf(node, facts) });
}

function modifiersOf(node: Node, facts: FactsBuilder): string[] {
  return node.namedChildren.flatMap((child) =>
    child?.type === 'modifier' ? [facts.text(child)] : [],
  );
}

function attribute(on: Class | Func, node: Node, facts: FactsBuilder): void {
  for (const list of node.namedChildren) {
    if (list?.type !== 'attribute_list') continue;
    for (const one of list.namedChildren) {
      if (one?.type !== 'attribute') continue;
      const name = facts.field(one, 'name').replace(/^.*\.|Attribute$/g, '');
      const given = one.namedChildren.find((child) => child?.type === 'attribute_argument_list');
      const args = facts.values(given?.namedChildren ?? []);
      const scope = facts.scopeAt(one.startIndex);
      const span = { ...spanOf(one), nameStart: one.startIndex };
      const parts = { name, receiver: null, args, scope, decorates: on, ...span };
      on.decorators.push(facts.addCall({ ...parts, form: 'decorator' }));
    }
  }
}

function call(node: Node, facts: FactsBuilder) {
  const callee = node.childForFieldName('function') ?? node;
  const args = facts.values(node.childForFieldName('arguments')?.namedChildren ?? []);
  if (callee.type === 'member_access_expression') {
    const name = callee.childForFieldName('name') ?? callee;
    const receiver = facts.value(callee.childForFieldName('expression'));
    // `MapGet<T>` is called as `MapGet` is.
    const text = facts.text(name).replace(/<.*$/s, '');
    return { name: text, receiver, args, nameStart: name.startIndex };
  }
  return { name: facts.text(callee), receiver: null, args, nameStart: callee.startIndex };
}

function value(node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  switch (node.type) {
    case 'string_literal':
    case 'verbatim_string_literal':
      return { kind: 'text', text: facts.text(node).replace(/^@?"|"$/g, ''), ...span };
    case 'interpolated_string_expression': {
      const parts = node.namedChildren.flatMap((part): Value[] => {
        if (part?.type === 'string_content') {
          return [{ kind: 'text', text: facts.text(part), ...spanOf(part) }];
        }
        return part?.type === 'interpolation' ? [facts.value(part.namedChildren[1] ?? null)] : [];
      });
      return { kind: 'join', parts, ...span };
    }
    case 'identifier':
      return { kind: 'name', path: facts.text(node), ...span };
    case 'member_access_expression': {
      const object = facts.value(node.childForFieldName('expression'));
      if (object.kind !== 'name') return other(node);
      return { kind: 'name', path: `${object.path}.${facts.field(node, 'name')}`, ...span };
    }
    case 'invocation_expression':
      return { kind: 'call', call: facts.callOf(node), ...span };
    case 'lambda_expression':
      return { kind: 'function', func: facts.functionOf(node), ...span };
    case 'argument':
    case 'attribute_argument': {
      const name = node.childForFieldName('name');
      const inner = facts.value(node.namedChildren.at(-1) ?? null);
      return name ? { kind: 'named', name: facts.text(name), value: inner, ...span } : inner;
    }
    case 'implicit_array_creation_expression':
    case 'array_creation_expression':
    case 'element_binding_expression':
    case 'collection_expression': {
      const items = node.namedChildren.find((child) => child?.type === 'initializer_expression');
      return { kind: 'list', items: facts.values((items ?? node).namedChildren), ...span };
    }
    case 'anonymous_object_creation_expression': {
      // `new { a = 1 }`: names, equal signs and values one after the other.
      const inner = node.namedChildren;
      const entries = inner.flatMap((name, at): NamedValue[] => {
        const given = inner[at + 1];
        if (name?.type !== 'identifier' || !given || at % 2 === 1) return [];
        return [{ kind: 'named', name: facts.text(name), value: facts.value(given), ...span }];
      });
      return { kind: 'object', entries, ...span };
    }
    case 'binary_expression':
      return facts.joined(node, '+');
    default:
      return other(node);
  }
}

function func(node: Node, facts: FactsBuilder) {
  const name = node.childForFieldName('name');
  const list = node.childForFieldName('parameters');
  const params = (list?.type === 'parameter_list' ? list.namedChildren : []).map((one) => ({
    name: one ? facts.field(one, 'name') : '',
    type: one ? facts.field(one, 'type') : '',
    extended: one !== null && /^this\s/.test(facts.text(one)),
  }));
  const around = node.type === 'method_declaration' ? node.parent?.parent : null;
  return {
    name: name ? facts.text(name) : '',
    nameStart: (name ?? node).startIndex,
    params,
    className: around ? facts.field(around, 'name') : '',
    modifiers: modifiersOf(node, facts),
  };
}

export const csharpReader: LanguageReader = {
  language: 'csharp',
  grammar: 'c-sharp',
  query,
  visit,
  call,
  value,
  func,
};
