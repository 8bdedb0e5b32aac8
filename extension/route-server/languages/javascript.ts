import type { Node } from '@vscode/tree-sitter-wasm';
import type { FactsBuilder, LanguageReader } from '../facts/builder.ts';
import type { Param } from '../facts/facts.ts';
import { readClass } from './javascript-classes.ts';
import { readComparison } from './javascript-comparisons.ts';
import { readExport, readImport, readPattern, requiredModule } from './javascript-modules.ts';
import { call, value } from './javascript-values.ts';

const query = `
  [(arrow_function) (function_expression) (function_declaration) (generator_function)
   (generator_function_declaration) (method_definition)] @function
  (class_declaration) @class
  (abstract_class_declaration) @class
  (class) @class
  [(call_expression) (new_expression)] @call
  (variable_declarator) @binding
  (assignment_expression) @assignment
  (public_field_definition) @field
  (import_statement) @import
  (export_statement) @export
  (return_statement) @return
  (binary_expression) @compare
  (switch_case) @case
`;

const visit: LanguageReader['visit'] = {
  function: (node, facts) => {
    const made = facts.functionOf(node);
    if (node.type !== 'arrow_function') return;
    const body = node.childForFieldName('body');
    if (body && body.type !== 'statement_block') made.returns.push(facts.value(body));
  },
  class: readClass,
  call: (node, facts) => void facts.callOf(node),
  binding: (node, facts) => {
    const name = node.childForFieldName('name');
    const value = node.childForFieldName('value');
    if (!value) return;
    if (name?.type === 'object_pattern') readPattern(name, value, facts);
    else if (name) facts.bind(facts.text(name), value, node);
    const required = requiredModule(facts.value(value));
    if (name?.type === 'identifier' && required) {
      facts.imports.push({ local: facts.text(name), module: required, imported: '*' });
    }
  },
  assignment: (node, facts) => {
    const left = node.childForFieldName('left');
    const right = node.childForFieldName('right');
    if (!left || !right) return;
    const name = facts.text(left);
    if (name === 'module.exports') {
      const value = facts.value(right);
      facts.exports.push({ name: 'default', value });
      if (value.kind === 'object') {
        for (const entry of value.entries) facts.exports.push(entry);
      }
    } else if (/^(module\.)?exports\.\w+$/.test(name)) {
      facts.exports.push({ name: name.replace(/^.*\./, ''), value: facts.value(right) });
    } else facts.bind(name, right, node);
  },
  field: (node, facts) => {
    const name = facts.field(node, 'name').replace(/^#/, '');
    facts.bind(`this.${name}`, node.childForFieldName('value'), node);
  },
  import: (node, facts) => {
    if (node.childForFieldName('source')) readImport(node, facts);
  },
  export: readExport,
  compare: (node, facts) => {
    // Most are no comparisons with a text.
    if (!/==.*['"]$/s.test(facts.text(node))) return;
    if (!/^={2,3}$/.test(facts.field(node, 'operator'))) return;
    const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
    if (right?.type === 'string') readComparison(node, left, right, facts);
  },
  case: (node, facts) => {
    if (node.childForFieldName('value')?.type !== 'string') return;
    const switched = node.parent?.parent?.childForFieldName('value')?.namedChildren[0] ?? null;
    readComparison(node, switched, node.childForFieldName('value'), facts);
  },
  return: (node, facts) => {
    const returned = node.firstNamedChild;
    if (returned) facts.scopeAt(node.startIndex)?.returns.push(facts.value(returned));
  },
};

function func(node: Node, facts: FactsBuilder) {
  const single = node.childForFieldName('parameter');
  const params: Param[] = single ? [{ name: facts.text(single), type: '' }] : [];
  for (const one of node.childForFieldName('parameters')?.namedChildren ?? []) {
    if (!one || one.type === 'comment') continue;
    const pattern = one.childForFieldName('pattern') ?? one;
    params.push({ name: facts.text(pattern), type: facts.field(one, 'type').replace(/^:\s*/, '') });
  }
  const name = node.childForFieldName('name');
  return {
    name: name ? facts.text(name) : '',
    nameStart: (name ?? node).startIndex,
    params,
    className: '',
  };
}

/** TypeScript's grammar reads JavaScript too. */
function javascript(grammar: 'typescript' | 'tsx'): LanguageReader {
  return { language: 'javascript', grammar, query, visit, call, value, func };
}

export const typescriptReader = javascript('typescript');
export const tsxReader = javascript('tsx');
