import type { Class, Func, SourceFacts, Value } from '../facts/facts.ts';
import { inPackage, methodOfType } from './go-package.ts';
import { bindingIn, indexOf } from './index-of.ts';
import { memberOf, method } from './members.ts';
import { filesOfModule } from './modules.ts';
import type { Types } from './types.ts';
import type { Workspace } from './workspace.ts';

/** What a value is, once names were followed. */
export type Resolved =
  | {
      readonly kind: 'value';
      readonly value: Value;
      readonly facts: SourceFacts;
      readonly scope: Func | null;
    }
  | { readonly kind: 'function'; readonly func: Func; readonly facts: SourceFacts }
  | { readonly kind: 'class'; readonly found: Class; readonly facts: SourceFacts }
  | {
      readonly kind: 'param';
      readonly func: Func;
      readonly index: number;
      readonly facts: SourceFacts;
    };

/** Steps from name to name; more is a circle, or nothing that can be known. */
const maxSteps = 24;

/** What stands between the names of modules, where a module may be a member of another. */
const separators: Partial<Record<SourceFacts['language'], string>> = { python: '.', rust: '::' };

/** Follows names through bindings, parameters, imports and exports, across files. */
export class Names {
  constructor(
    private readonly workspace: Workspace,
    private readonly types: Types,
  ) {}

  resolve(
    value: Value,
    facts: SourceFacts,
    scope: Func | null,
    steps = maxSteps,
  ): Resolved | undefined {
    if (value.kind === 'function') return { kind: 'function', func: value.func, facts };
    if (
      value.kind === 'call' &&
      /^(require|import)$/.test(value.call.name) &&
      !value.call.receiver
    ) {
      const [module] = value.call.args;
      if (module?.kind === 'text') return this.exported(facts, module.text, 'default', steps - 1);
    }
    if (value.kind !== 'name') return { kind: 'value', value, facts, scope };
    if (steps <= 0) return undefined;
    return this.name(value.path, facts, scope, steps - 1, value.start);
  }

  /** What a name means at a place; `at` tells of several bindings in one function the latest before it. */
  name(
    path: string,
    facts: SourceFacts,
    scope: Func | null,
    steps = maxSteps,
    at = Number.MAX_SAFE_INTEGER,
  ): Resolved | undefined {
    if (steps <= 0) return undefined;
    const index = indexOf(facts);
    for (let around = scope; around; around = around.scope) {
      const bound = bindingIn(index.bindings.get(path), around, at);
      if (bound) return this.resolve(bound.value, facts, bound.scope, steps - 1);
      const param = around.params.findIndex(({ name }) => name === path);
      if (param >= 0) return { kind: 'param', func: around, index: param, facts };
    }
    const bound = bindingIn(index.bindings.get(path), null, at);
    // Python and JavaScript import and bind alike; a binding that requires a module is an import.
    if (bound && !index.imports.has(path)) {
      return this.resolve(bound.value, facts, bound.scope, steps - 1);
    }
    const imported = index.imports.get(path);
    const through = imported && this.exported(facts, imported.module, imported.imported, steps - 1);
    // A macro of another package may have the name of a function here.
    if (through || (imported && facts.language !== 'rust')) return through;
    const isFree = ({ className }: Func) => className === '' || facts.language === 'csharp';
    const func = index.functions.get(path)?.find(isFree);
    if (func) return { kind: 'function', func, facts };
    const found = index.classes.get(path);
    if (found) return { kind: 'class', found, facts };
    const type = this.types.named(path, facts);
    if (type) return { kind: 'class', found: type.item, facts: type.facts };
    return (
      this.dotted(path, facts, scope, steps) ?? inPackage(this, this.workspace, path, facts, steps)
    );
  }

  /** What a module of another file exports under a name. */
  exported(
    from: SourceFacts,
    module: string,
    name: string,
    steps = maxSteps,
  ): Resolved | undefined {
    if (steps <= 0) return undefined;
    for (const uri of filesOfModule(from, module, this.workspace)) {
      const facts = this.workspace.facts(uri);
      const found = facts && this.exportOf(facts, name, steps - 1);
      if (found) return found;
    }
    return undefined;
  }

  /** A module that is imported as a whole, or as a member of a package. */
  module(from: SourceFacts, local: string): SourceFacts | undefined {
    const imported = indexOf(from).imports.get(local);
    if (!imported) return undefined;
    const separator = separators[from.language];
    // There a member of a package may be a module itself.
    const between = imported.module.endsWith('.') ? '' : separator;
    const within = `${imported.module}${between}${imported.imported}`;
    const modules =
      separator !== undefined && imported.imported !== '*'
        ? [within, imported.module]
        : [imported.module];
    for (const module of modules) {
      const [uri] = filesOfModule(from, module, this.workspace);
      if (uri) return this.workspace.facts(uri);
    }
    return undefined;
  }

  /** The file that a module's name stands for. */
  file(from: SourceFacts, module: string): SourceFacts | undefined {
    const [uri] = filesOfModule(from, module, this.workspace);
    return uri === undefined ? undefined : this.workspace.facts(uri);
  }

  /** A method of a type that is known by its name alone. */
  methodOf(type: string, name: string, facts: SourceFacts): Resolved | undefined {
    return methodOfType(this.workspace, type, name, facts);
  }

  private exportOf(facts: SourceFacts, name: string, steps: number): Resolved | undefined {
    if (steps <= 0) return undefined;
    if (facts.language !== 'javascript') return this.name(name, facts, null, steps - 1);
    const { exports, stars } = indexOf(facts);
    // `import * as x` of a module that assigns to `module.exports` is what it assigned.
    const found = exports.get(name === '*' ? 'default' : name);
    if (found?.module) return this.exported(facts, found.module, pathOf(found.value), steps - 1);
    if (found?.value) return this.resolve(found.value, facts, null, steps - 1);
    for (const star of stars) {
      const through = star.module && this.exported(facts, star.module, name, steps - 1);
      if (through) return through;
    }
    return undefined;
  }

  private dotted(
    path: string,
    facts: SourceFacts,
    scope: Func | null,
    steps: number,
  ): Resolved | undefined {
    const dot = path.lastIndexOf('.');
    if (dot < 0) return undefined;
    const index = indexOf(facts);
    const first = path.slice(0, dot);
    const last = path.slice(dot + 1);
    // `this.router`: bound by another method.
    const field = index.bindings.get(path)?.[0];
    if (field) return this.resolve(field.value, facts, field.scope, steps - 1);
    if (/^(this|self|Self)$/.test(first)) return method(index.functions.get(last), facts);
    const imported = index.imports.get(first);
    // `import { paths }` names one thing of a module, whose other things are no members of it.
    const isWhole =
      facts.language !== 'javascript' || /^(\*|default)$/.test(imported?.imported ?? '');
    const module = isWhole ? this.module(facts, first) : undefined;
    if (module) {
      const found =
        module.language === 'javascript'
          ? this.exportOf(module, last, steps - 1)
          : this.name(last, module, null, steps - 1);
      if (found) return found;
    }
    if (imported && isWhole) {
      const found = this.exported(facts, imported.module, last, steps - 1);
      if (found) return found;
    }
    for (let around = scope; around; around = around.scope) {
      const own = around.self === first && this.methodOf(around.className, last, facts);
      if (own) return own;
    }
    const object = this.name(first, facts, scope, steps - 1);
    const member = object && memberOf(this, object, last, steps - 1);
    if (member) return member;
    // `s.router`, where another function called it otherwise.
    const [elsewhere] = index.bindings.get(`.${last}`) ?? [];
    return elsewhere && this.resolve(elsewhere.value, facts, elsewhere.scope, steps - 1);
  }
}

function pathOf(value: Value | null): string {
  return value?.kind === 'name' ? value.path : 'default';
}
