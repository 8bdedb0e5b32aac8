import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, type LanguageReader, other, spanOf } from '../facts/builder.ts';
import type { Class, NamedValue, Param, Value } from '../facts/facts.ts';
import { readComparison } from './javascript-comparisons.ts';
import {
  readExport,
  readImport,
  readPattern,
  requiredModule,
  unquoted,
} from './javascript-modules.ts';

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

function readClass(node: Node, facts: FactsBuilder): void {
  const made: Class = {
    kind: 'class',
    name: facts.field(node, 'name'),
    nameStart: (node.childForFieldName('name') ?? node).startIndex,
    bases: [],
    decorators: [],
    methods: [],
    ...spanOf(node),
  };
  const outer =
    node.parent?.type === 'export_statement' ? node.parent.childrenForFieldName('decorator') : [];
  for (const one of [...outer, ...node.childrenForFieldName('decorator')]) {
    if (one) made.decorators.push(decoratorOf(one, made, facts));
  }
  let waiting: Node[] = [];
  for (const member of node.childForFieldName('body')?.namedChildren ?? []) {
    if (member?.type === 'decorator') waiting.push(member);
    else if (member?.type === 'method_definition') {
      const method = facts.functionOf(member);
      made.methods.push(method);
      for (const one of waiting) method.decorators.push(decoratorOf(one, method, facts));
      waiting = [];
    } else if (member && !member.type.includes('comment')) waiting = [];
  }
  facts.classes.push(made);
}

function decoratorOf(node: Node, decorates: Class | Class['methods'][number], facts: FactsBuilder) {
  const inner = node.namedChildren[0] ?? node;
  const parts =
    inner.type === 'call_expression'
      ? call(inner, facts)
      : { name: facts.text(inner), receiver: null, args: [], nameStart: inner.startIndex };
  const scope = facts.scopeAt(node.startIndex);
  return facts.addCall({ ...parts, ...spanOf(node), scope, form: 'decorator', decorates }, inner);
}

function call(node: Node, facts: FactsBuilder) {
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

function value(node: Node, facts: FactsBuilder): Value {
  const span = spanOf(node);
  const { type } = node;
  if (type === 'string') return { kind: 'text', text: unquoted(facts.text(node)), ...span };
  if (type === 'template_string')
    return { kind: 'join', parts: templateParts(node, facts), ...span };
  if (type === 'identifier' || type === 'this')
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
  if (type === 'binary_expression' && /^(\?\?|\|\|)$/.test(operatorOf(node))) {
    return { kind: 'otherwise', value: facts.value(node.childForFieldName('right')), ...span };
  }
  if (type === 'binary_expression' && operatorOf(node) === '+') {
    const parts = [node.childForFieldName('left'), node.childForFieldName('right')];
    return { kind: 'join', parts: facts.values(parts), ...span };
  }
  return other(node);
}

function operatorOf(node: Node): string {
  return node.childForFieldName('operator')?.type ?? '';
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
