import type { Binding, Class, Func, SourceFacts, Value } from '../facts/facts.ts';
import { indexOf } from './index-of.ts';
import { filesOfModule } from './modules.ts';
import { folderOf, type Workspace } from './workspace.ts';

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

/** Follows names through bindings, parameters, imports and exports, across files. */
export class Names {
  constructor(private readonly workspace: Workspace) {}

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
    if (imported) return this.exported(facts, imported.module, imported.imported, steps - 1);
    const func = index.functions.get(path)?.find(({ className }) => className === '');
    if (func) return { kind: 'function', func, facts };
    const found = index.classes.get(path);
    if (found) return { kind: 'class', found, facts };
    return this.dotted(path, facts, scope, steps) ?? this.samePackage(path, facts, steps);
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
    const within = imported.module.endsWith('.')
      ? `${imported.module}${imported.imported}`
      : `${imported.module}.${imported.imported}`;
    const modules =
      from.language === 'python' && imported.imported !== '*'
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
    const module = this.module(facts, first);
    if (module) {
      const found =
        module.language === 'javascript'
          ? this.exportOf(module, last, steps - 1)
          : this.name(last, module, null, steps - 1);
      if (found) return found;
    }
    const imported = index.imports.get(first);
    if (imported) {
      const found = this.exported(facts, imported.module, last, steps - 1);
      if (found) return found;
    }
    const object = this.name(first, facts, scope, steps - 1);
    const member = object && this.member(object, last, steps - 1);
    if (member) return member;
    // `s.router`, where another function called it otherwise.
    const [elsewhere] = index.bindings.get(`.${last}`) ?? [];
    return elsewhere && this.resolve(elsewhere.value, facts, elsewhere.scope, steps - 1);
  }

  /** A member of an object: an entry of a literal, or a method of its class. */
  private member(object: Resolved, name: string, steps: number): Resolved | undefined {
    if (object.kind === 'class') {
      const func = object.found.methods.find((one) => one.name === name);
      return func && { kind: 'function', func, facts: object.facts };
    }
    if (object.kind !== 'value') {
      return object.kind === 'param'
        ? method(indexOf(object.facts).functions.get(name), object.facts)
        : undefined;
    }
    const { value, facts, scope } = object;
    if (value.kind === 'object') {
      const found = value.entries.find((one) => one.name === name);
      return found && this.resolve(found.value, facts, scope, steps - 1);
    }
    if (value.kind !== 'call') return undefined;
    const made = this.name(value.call.name, facts, scope, steps - 1);
    if (made?.kind === 'class') return this.member(made, name, steps - 1);
    return method(indexOf(facts).functions.get(name), facts);
  }

  /** Go: other files of the same folder are the same package. */
  private samePackage(path: string, facts: SourceFacts, steps: number): Resolved | undefined {
    if (facts.language !== 'go' || steps <= 0) return undefined;
    const last = path.slice(path.lastIndexOf('.') + 1);
    for (const uri of this.workspace.within(folderOf(facts.uri))) {
      if (!uri.endsWith('.go')) continue;
      const other = this.workspace.facts(uri);
      const func = other && indexOf(other).functions.get(last)?.[0];
      if (other && func) return { kind: 'function', func, facts: other };
      const { bindings } = other ? indexOf(other) : { bindings: null };
      const bound =
        bindingIn(bindings?.get(path), null) ??
        (path === last ? undefined : bindings?.get(`.${last}`)?.[0]);
      if (other && bound && other !== facts) {
        return this.resolve(bound.value, other, bound.scope, steps - 1);
      }
    }
    return undefined;
  }
}

function bindingIn(
  bindings: readonly Binding[] | undefined,
  scope: Func | null,
  at = Number.MAX_SAFE_INTEGER,
): Binding | undefined {
  const here = bindings?.filter((one) => one.scope === scope && !one.adds);
  return here?.findLast(({ start }) => start < at) ?? here?.[0];
}

function method(functions: readonly Func[] | undefined, facts: SourceFacts): Resolved | undefined {
  const [func] = functions ?? [];
  return func && { kind: 'function', func, facts };
}

function pathOf(value: Value | null): string {
  return value?.kind === 'name' ? value.path : 'default';
}
