import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, type LanguageReader, other, spanOf } from '../facts/builder.ts';
import type { Class, Value } from '../facts/facts.ts';

const query = `
  [(method) (singleton_method) (do_block) (block)] @function
  [(class) (module)] @class
  (call) @call
  (assignment) @binding
`;

const visit: LanguageReader['visit'] = {
  function: (node, facts) => void facts.functionOf(node),
  class: readClass,
  call: (node, facts) => void facts.callOf(node),
  binding: (node, facts) =>
    facts.bind(facts.field(node, 'left'), node.childForFieldName('right'), node),
};

function readClass(node: Node, facts: FactsBuilder): void {
  const name = node.childForFieldName('name');
  const made: Class = {
    kind: 'class',
    name: name ? facts.text(name).replace(/^.*::/, '') : '',
    nameStart: (name ?? node).startIndex,
    bases: [facts.field(node, 'superclass').replace(/^<\s*/, '')],
    decorators: [],
    methods: [],
    ...spanOf(node),
  };
  for (const member of node.childForFieldName('body')?.namedChildren ?? []) {
    if (member?.type === 'method') made.methods.push(facts.functionOf(member));
  }
  facts.classes.push(made);
}

/** The block of a call is its last argument. */
function call(node: Node, facts: FactsBuilder) {
  const method = node.childForFieldName('method') ?? node;
  const receiver = node.childForFieldName('receiver');
  const args = facts.values(node.childForFieldName('arguments')?.namedChildren ?? []);
  const block = node.childForFieldName('block');
  if (block) args.push({ kind: 'function', func: facts.functionOf(block), ...spanOf(block) });
  return {
    name: facts.text(method),
    receiver: receiver ? facts.value(receiver) : null,
    args,
    nameStart: method.startIndex,
  };
}

function value(node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  switch (node.type) {
    case 'string': {
      const parts = node.namedChildren.map((part): Value => {
        if (part?.type === 'string_content') {
          return { kind: 'text', text: facts.text(part), ...spanOf(part) };
        }
        return part?.type === 'interpolation'
          ? facts.value(part.namedChildren[0] ?? null)
          : other(node);
      });
      const [only] = parts;
      if (!only) return { kind: 'text', text: '', ...span };
      return parts.length === 1 && only.kind === 'text'
        ? { ...only, ...span }
        : { kind: 'join', parts, ...span };
    }
    case 'simple_symbol':
      return { kind: 'symbol', text: facts.text(node).replace(/^:/, ''), ...span };
    case 'bare_symbol':
    case 'bare_string':
      return { kind: 'symbol', text: facts.text(node), ...span };
    case 'true':
    case 'identifier':
    case 'constant':
    case 'instance_variable':
      return { kind: 'name', path: facts.text(node), ...span };
    case 'scope_resolution':
      return { kind: 'name', path: facts.text(node).replaceAll('::', '.'), ...span };
    case 'call':
      return { kind: 'call', call: facts.callOf(node), ...span };
    case 'array':
    case 'symbol_array':
    case 'string_array':
      return { kind: 'list', items: facts.values(node.namedChildren), ...span };
    case 'hash':
      return {
        kind: 'object',
        entries: facts.values(node.namedChildren).filter((one) => one.kind === 'named'),
        ...span,
      };
    case 'pair': {
      const key = node.childForFieldName('key');
      const name = key ? facts.text(key).replace(/^:|^['"]|['"]$|:$/g, '') : '';
      return { kind: 'named', name, value: facts.value(node.childForFieldName('value')), ...span };
    }
    default:
      return other(node);
  }
}

function func(node: Node, facts: FactsBuilder) {
  const name = node.childForFieldName('name');
  const around = node.parent?.type === 'body_statement' ? node.parent.parent : null;
  return {
    name: name ? facts.text(name) : '',
    nameStart: (name ?? node).startIndex,
    params: [],
    className: around?.type === 'class' ? facts.field(around, 'name') : '',
  };
}

export const rubyReader: LanguageReader = {
  language: 'ruby',
  grammar: 'ruby',
  query,
  visit,
  call,
  value,
  func,
};
