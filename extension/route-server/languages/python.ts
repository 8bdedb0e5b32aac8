import type { Node } from '@vscode/tree-sitter-wasm';
import type { FactsBuilder, LanguageReader } from '../facts/builder.ts';
import type { Param } from '../facts/facts.ts';
import { decorate, readClass } from './python-classes.ts';
import { call, value } from './python-values.ts';

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
