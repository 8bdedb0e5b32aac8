import type { Node } from '@vscode/tree-sitter-wasm';
import { type FactsBuilder, spanOf } from '../facts/builder.ts';
import type { Value } from '../facts/facts.ts';

export function readImport(node: Node, facts: FactsBuilder): void {
  const module = unquoted(facts.field(node, 'source'));
  for (const clause of node.namedChildren[0]?.namedChildren ?? []) {
    if (clause?.type === 'identifier') {
      facts.imports.push({ local: facts.text(clause), module, imported: 'default' });
    } else if (clause?.type === 'namespace_import') {
      const local = clause.namedChildren[0];
      if (local) facts.imports.push({ local: facts.text(local), module, imported: '*' });
    } else {
      for (const one of clause?.namedChildren ?? []) {
        if (!one) continue;
        const imported = facts.field(one, 'name');
        facts.imports.push({ local: facts.field(one, 'alias') || imported, module, imported });
      }
    }
  }
}

export function readExport(node: Node, facts: FactsBuilder): void {
  const source = node.childForFieldName('source');
  const module = source ? { module: unquoted(facts.text(source)) } : {};
  const value = node.childForFieldName('value');
  if (value) facts.exports.push({ name: 'default', value: facts.value(value) });
  const declaration = node.childForFieldName('declaration');
  if (declaration) {
    const names =
      declaration.type === 'lexical_declaration' || declaration.type === 'variable_declaration'
        ? declaration.namedChildren.map((one) => (one ? facts.field(one, 'name') : ''))
        : [facts.field(declaration, 'name')];
    const isDefault = node.children.some((child) => child?.type === 'default');
    for (const name of names) {
      const named: Value = { kind: 'name', path: name, ...spanOf(declaration) };
      facts.exports.push({ name: isDefault ? 'default' : name, value: named });
    }
    return;
  }
  const clause = node.namedChildren.find((child) => child?.type === 'export_clause');
  for (const one of clause?.namedChildren ?? []) {
    if (!one) continue;
    const path = facts.field(one, 'name');
    const named: Value = { kind: 'name', path, ...spanOf(one) };
    facts.exports.push({ name: facts.field(one, 'alias') || path, value: named, ...module });
  }
  if (source && !clause) facts.exports.push({ name: '*', value: null, ...module });
}

/** `const { a, b: c } = require('module')` */
export function readPattern(pattern: Node, value: Node | null, facts: FactsBuilder): void {
  const module = value && requiredModule(facts.value(value));
  if (!module) return;
  for (const one of pattern.namedChildren) {
    if (one?.type === 'shorthand_property_identifier_pattern') {
      facts.imports.push({ local: facts.text(one), module, imported: facts.text(one) });
    } else if (one?.type === 'pair_pattern') {
      const imported = facts.field(one, 'key');
      facts.imports.push({ local: facts.field(one, 'value'), module, imported });
    }
  }
}

/** The module that `require('module')` names. */
export function requiredModule(value: Value): string | undefined {
  if (value.kind !== 'call' || value.call.name !== 'require' || value.call.receiver) return;
  const [module] = value.call.args;
  return module?.kind === 'text' ? module.text : undefined;
}

/** The text of a string as written. */
export function unquoted(text: string): string {
  return /^(['"`]).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
