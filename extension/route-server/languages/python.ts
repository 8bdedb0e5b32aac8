import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, type LanguageReader, other, spanOf } from '../facts/builder.ts';
import type { Class, Func, Param, Value } from '../facts/facts.ts';

const query = `
  (function_definition) @function
  (class_definition) @class
  (call) @call
  (decorated_definition) @decorated
  (assignment) @binding
  (augmented_assignment) @addition
  (as_pattern) @alias
  (import_from_statement) @from
  (import_statement) @import
  (return_statement) @return
`;

const visit: LanguageReader['visit'] = {
  function: (node, facts) => void facts.functionOf(node),
  class: (node, facts) => void readClass(node, [], facts),
  call: (node, facts) => void facts.callOf(node),
  decorated: (node, facts) => {
    const definition = node.childForFieldName('definition');
    const decorators = node.namedChildren.filter((child) => child?.type === 'decorator');
    if (definition?.type === 'function_definition') {
      decorate(facts.functionOf(definition), decorators, facts);
    } else if (definition) readClass(definition, decorators, facts);
  },
  binding: (node, facts) => {
    const left = node.childForFieldName('left');
    if (left) facts.bind(facts.text(left), node.childForFieldName('right'), node);
  },
  alias: (node, facts) => {
    // `with Client() as client:`
    const [value, name] = node.namedChildren;
    if (value && name) facts.bind(facts.text(name), value, node);
  },
  addition: (node, facts) => {
    facts.bind(facts.field(node, 'left'), node.childForFieldName('right'), node, true);
  },
  from: (node, facts) => {
    const module = facts.field(node, 'module_name');
    for (const one of node.childrenForFieldName('name')) {
      if (!one) continue;
      const imported = facts.field(one, 'name') || facts.text(one);
      facts.imports.push({ local: facts.field(one, 'alias') || imported, module, imported });
    }
  },
  import: (node, facts) => {
    for (const one of node.childrenForFieldName('name')) {
      if (!one) continue;
      const module = facts.field(one, 'name') || facts.text(one);
      facts.imports.push({ local: facts.field(one, 'alias') || module, module, imported: '*' });
    }
  },
  return: (node, facts) => {
    const returned = node.firstNamedChild;
    if (returned) facts.scopeAt(node.startIndex)?.returns.push(facts.value(returned));
  },
};

function decorate(on: Func | Class, decorators: readonly (Node | null)[], facts: FactsBuilder) {
  for (const node of decorators) {
    const inner = node?.namedChildren[0];
    if (!node || !inner) continue;
    const parts = inner.type === 'call' ? call(inner, facts) : bare(inner, facts);
    const scope = facts.scopeAt(node.startIndex);
    const form = 'decorator' as const;
    on.decorators.push(
      facts.addCall({ ...parts, ...spanOf(node), scope, form, decorates: on }, inner),
    );
  }
}

function bare(node: Node, facts: FactsBuilder) {
  const path = facts.text(node);
  const dot = path.lastIndexOf('.');
  const receiver: Value | null =
    dot < 0 ? null : { kind: 'name', path: path.slice(0, dot), ...spanOf(node) };
  return { name: path.slice(dot + 1), receiver, args: [], nameStart: node.startIndex };
}

function readClass(node: Node, decorators: readonly (Node | null)[], facts: FactsBuilder): void {
  if (facts.classes.some(({ start }) => start === node.startIndex)) return;
  const name = node.childForFieldName('name');
  const bases = node.childForFieldName('superclasses')?.namedChildren ?? [];
  const made: Class = {
    kind: 'class',
    name: name ? facts.text(name) : '',
    nameStart: (name ?? node).startIndex,
    bases: bases.map((base) => (base ? facts.text(base) : '')),
    decorators: [],
    methods: [],
    ...spanOf(node),
  };
  decorate(made, decorators, facts);
  for (const member of node.childForFieldName('body')?.namedChildren ?? []) {
    const inner =
      member?.type === 'decorated_definition' ? member.childForFieldName('definition') : member;
    if (inner?.type === 'function_definition') made.methods.push(facts.functionOf(inner));
  }
  facts.classes.push(made);
}

function call(node: Node, facts: FactsBuilder) {
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

function value(node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  switch (node.type) {
    case 'string':
      return textOf(node, facts);
    case 'concatenated_string':
      return { kind: 'join', parts: facts.values(node.namedChildren), ...span };
    case 'identifier':
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
    case 'binary_operator': {
      if (node.childForFieldName('operator')?.type !== '+') return other(node);
      const parts = [node.childForFieldName('left'), node.childForFieldName('right')];
      return { kind: 'join', parts: facts.values(parts), ...span };
    }
    default:
      return other(node);
  }
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

function func(node: Node, facts: FactsBuilder) {
  const params: Param[] = [];
  for (const one of node.childForFieldName('parameters')?.namedChildren ?? []) {
    if (!one) continue;
    const name =
      one.type === 'identifier' ? one : (one.childForFieldName('name') ?? one.namedChildren[0]);
    params.push({ name: name ? facts.text(name) : '', type: facts.field(one, 'type') });
  }
  const name = node.childForFieldName('name');
  const body = node.parent?.type === 'decorated_definition' ? node.parent.parent : node.parent;
  const around =
    body?.type === 'block' && body.parent?.type === 'class_definition' ? body.parent : null;
  return {
    name: name ? facts.text(name) : '',
    nameStart: (name ?? node).startIndex,
    params,
    className: around ? facts.field(around, 'name') : '',
  };
}

export const pythonReader: LanguageReader = {
  language: 'python',
  grammar: 'python',
  query,
  visit,
  call,
  value,
  func,
};
