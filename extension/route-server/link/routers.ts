import type { Call, Func, SourceFacts, Value } from '../facts/facts.ts';
import type { Framework } from '../frameworks/framework.ts';
import { nothing } from '../frameworks/paths.ts';
import type { Callees } from './callees.ts';
import type { Names, Resolved } from './names.ts';
import { effectsOf, type Router } from './router.ts';
import type { Texts } from './texts.ts';

/** Finds which router a value is, following names, calls that return routers, and chains of calls. */
export class Routers {
  private given = 0;
  private readonly byCall = new Map<Call, Router | null>();
  private readonly byFunction = new Map<Func, Router>();
  private readonly packages = new Map<Framework, Router>();
  private readonly tables = new Map<SourceFacts, Map<string, Router>>();
  private readonly byParam = new Map<Func, Map<number, Router>>();

  constructor(
    private readonly names: Names,
    private readonly callees: Callees,
    private readonly texts: Texts,
    private readonly active: (facts: SourceFacts) => readonly Framework[],
    private readonly known: (facts: SourceFacts) => readonly Framework[],
  ) {}

  of(value: Value, facts: SourceFacts, scope: Func | null): Router | undefined {
    if (value.kind === 'call' && value.call.name !== 'require') {
      return this.ofCall(value.call, facts);
    }
    if (value.kind === 'name') {
      const { path } = value;
      const framework = this.active(facts).find((one) => one.package === path);
      if (framework) return this.standing(framework);
    }
    const resolved = this.names.resolve(value, facts, scope);
    const found = resolved && this.ofResolved(resolved);
    if (found || value.kind !== 'name') return found;
    const dot = value.path.lastIndexOf('.');
    const member = value.path.slice(dot + 1);
    if (dot < 0 || !this.known(facts).some((one) => one.member === member)) return undefined;
    return this.of({ ...value, path: value.path.slice(0, dot) }, facts, scope);
  }

  /** The router that a function with an attribute is. */
  attributed(func: Func, facts: SourceFacts): Router | undefined {
    const known = this.byFunction.get(func);
    if (known) return known;
    for (const framework of this.active(facts)) {
      if (!func.decorators.some((one) => framework.attributed?.(one))) continue;
      const router: Router = { framework, root: false, prefix: nothing, facts, mounts: [] };
      this.byFunction.set(func, router);
      return router;
    }
    return undefined;
  }

  private standing(framework: Framework): Router {
    const known = this.packages.get(framework);
    if (known) return known;
    const router: Router = { framework, root: true, prefix: nothing, facts: null, mounts: [] };
    this.packages.set(framework, router);
    return router;
  }

  /** The table of routes that a module has under this name. */
  table(facts: SourceFacts, name: string, framework: Framework): Router {
    let tables = this.tables.get(facts);
    if (!tables) {
      tables = new Map();
      this.tables.set(facts, tables);
    }
    const known = tables.get(name);
    if (known) return known;
    const root = framework.table?.binding === name;
    const router: Router = { framework, root, prefix: nothing, facts, mounts: [] };
    tables.set(name, router);
    return router;
  }

  /** A table that nothing else can name. */
  unnamed(framework: Framework, facts: SourceFacts): Router {
    return { framework, root: false, prefix: nothing, facts, mounts: [] };
  }

  ofResolved(resolved: Resolved): Router | undefined {
    if (resolved.kind === 'param') {
      return this.ofParam(resolved.func, resolved.index, resolved.facts);
    }
    if (resolved.kind === 'function') return this.attributed(resolved.func, resolved.facts);
    if (resolved.kind !== 'value' || resolved.value.kind !== 'call') return undefined;
    return this.ofCall(resolved.value.call, resolved.facts);
  }

  /** The router that a function is given, made when the parameter says that it is one. */
  ofParam(func: Func, index: number, facts: SourceFacts): Router | undefined {
    const known = this.byParam.get(func)?.get(index);
    if (known) return known;
    const param = func.params[index];
    if (!param) return undefined;
    const framework =
      this.active(facts).find((one) => one.isRouter?.(param)) ??
      // A type says enough of itself; a name alone does not.
      (param.type === '' ? undefined : this.known(facts).find((one) => one.isRouter?.(param)));
    return framework && this.give(func, index, framework, facts);
  }

  /** A function is given a router of this framework. */
  give(func: Func, index: number, framework: Framework, facts: SourceFacts): Router | undefined {
    let params = this.byParam.get(func);
    if (!params) {
      params = new Map();
      this.byParam.set(func, params);
    }
    const known = params.get(index);
    if (known) return known;
    const router: Router = { framework, root: false, prefix: nothing, facts, mounts: [] };
    params.set(index, router);
    this.given += 1;
    return router;
  }

  /** Whether functions were given routers since this was last asked; what was none before may be one now. */
  gained(): boolean {
    const gained = this.given > 0;
    this.given = 0;
    for (const [call, router] of this.byCall) if (!router) this.byCall.delete(call);
    return gained;
  }

  private ofCall(call: Call, facts: SourceFacts): Router | undefined {
    const known = this.byCall.get(call);
    if (known !== undefined) return known ?? undefined;
    // A circle of names ends here.
    this.byCall.set(call, null);
    const router =
      this.created(call, facts) ?? this.chained(call, facts) ?? this.returned(call, facts);
    if (router) this.byCall.set(call, router);
    return router;
  }

  private created(call: Call, facts: SourceFacts): Router | undefined {
    for (const framework of this.active(facts)) {
      const creation = framework.creates?.(call);
      if (!creation) continue;
      const prefix = this.texts.of(creation.prefix ?? null, facts, call.scope);
      const behind = creation.behind && this.texts.of(creation.behind, facts, call.scope);
      return { framework, root: creation.root, prefix, behind, facts, mounts: [] };
    }
    return undefined;
  }

  private chained(call: Call, facts: SourceFacts): Router | undefined {
    if (!call.receiver) return undefined;
    const before = this.of(call.receiver, facts, call.scope);
    if (!before) return undefined;
    const effects = effectsOf(before, call);
    const group = effects.find((one) => one.kind === 'group');
    if (!group) return effects.some(({ kind }) => kind === 'self') ? before : undefined;
    const prefix = this.texts.of(group.prefix, facts, call.scope);
    const mounts = [{ parent: before, prefix, replaces: false }];
    return { framework: before.framework, root: false, prefix: nothing, facts, mounts };
  }

  private returned(call: Call, facts: SourceFacts): Router | undefined {
    const { start, end } = call;
    for (const one of this.callees.returned({ kind: 'call', call, start, end }, facts)) {
      const router = this.of(one.value, one.facts, one.scope);
      if (router) return router;
    }
    return undefined;
  }
}
