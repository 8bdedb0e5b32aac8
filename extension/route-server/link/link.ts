import type { Call, Class, Func, SourceFacts, Value } from '../facts/facts.ts';
import type { Effect, Framework, Reading, RouteTable } from '../frameworks/framework.ts';
import { joinPaths } from '../frameworks/paths.ts';
import type { Route } from '../protocol/route.ts';
import { isSettingsFile, plainKey } from '../settings/settings-file.ts';
import { Applications } from './applications.ts';
import { Handlers } from './handlers.ts';
import { Names } from './names.ts';
import { placeOf } from './places.ts';
import { portsOf } from './ports.ts';
import { effectsOf, nothing, type Prefix, type Router, Routers } from './routers.ts';
import { Texts } from './texts.ts';
import { type Found, routesOf } from './ways.ts';
import type { Workspace } from './workspace.ts';

/** How often what was not a router at first is looked at again: the length of chains of functions. */
const maxRounds = 6;

/**
 * The routes of a workspace, in the order of their files.
 *
 * @param active the frameworks that a file may be of, by its words
 */
export function link(
  workspace: Workspace,
  frameworks: readonly Framework[],
  active: (facts: SourceFacts) => readonly Framework[],
): Route[] {
  return new Linker(workspace, frameworks, active).run();
}

class Linker {
  private readonly names: Names;
  private readonly texts: Texts;
  private readonly handlers: Handlers;
  private readonly routers: Routers;
  private readonly found: Found[] = [];
  private readonly applications = new Applications();
  /** Names of calls that mean something to a router. */
  private readonly used: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(
    private readonly workspace: Workspace,
    private readonly frameworks: readonly Framework[],
    private readonly active: (facts: SourceFacts) => readonly Framework[],
  ) {
    this.used = usedNames(frameworks);
    this.names = new Names(workspace);
    this.texts = new Texts(this.names);
    this.handlers = new Handlers(this.names, workspace);
    this.routers = new Routers(
      this.names,
      active,
      ({ language }) => frameworks.filter((one) => one.language === language),
      (value, facts, scope) => this.texts.of(value, facts, scope),
    );
  }

  run(): Route[] {
    let open: { readonly call: Call; readonly facts: SourceFacts }[] = [];
    for (const facts of this.workspace.files) {
      for (const call of facts.calls) if (!this.readCall(call, facts)) open.push({ call, facts });
      for (const framework of this.active(facts)) {
        this.readAttributes(framework, facts);
        this.readTable(framework, facts);
        this.declared(framework, facts);
      }
      if (isSettingsFile(facts.uri)) this.readSettings(facts);
    }
    // A function may be given its router by a file that comes later.
    for (let round = 0; round < maxRounds && this.routers.gained(); round += 1) {
      open = open.filter(({ call, facts }) => !this.readCall(call, facts));
    }
    return routesOf(this.found, this.applications, (facts) => portsOf(facts, this.names));
  }

  /** @returns whether nothing more can come of it */
  private readCall(call: Call, facts: SourceFacts): boolean {
    const used = call.receiver !== null && call.name !== '' && this.isUsed(call.name, facts);
    if (used && call.receiver) {
      const router = this.routers.of(call.receiver, facts, call.scope);
      if (router) {
        for (const effect of effectsOf(router, call)) this.apply(effect, router, call, facts);
        return true;
      }
    }
    return this.passed(call, facts) && !used;
  }

  private isUsed(name: string, { language }: SourceFacts): boolean {
    return this.used.get(language)?.has(name) ?? false;
  }

  /** A router that is handed to a function. @returns whether none is left to be found */
  private passed(call: Call, facts: SourceFacts): boolean {
    let callee: { func: Func; facts: SourceFacts } | undefined;
    let settled = true;
    for (const [index, arg] of call.args.entries()) {
      if (arg.kind !== 'name' && arg.kind !== 'call') continue;
      callee ??= this.routers.callee(call, facts);
      if (!callee) return true;
      const parent = this.routers.of(arg, facts, call.scope);
      if (!parent) {
        settled = false;
        continue;
      }
      const child = this.routers.give(callee.func, index, parent.framework, callee.facts);
      if (child) mount(child, parent, nothing);
    }
    return settled;
  }

  private apply(effect: Effect, router: Router, call: Call, facts: SourceFacts): void {
    const { scope } = call;
    if (effect.kind === 'route') {
      const declared = placeOf(facts, { start: call.nameStart, end: call.end });
      const decorated = call.decorates && placeOf(facts, named(call.decorates));
      const handler = decorated ?? this.handlers.of(effect.handler, facts, scope) ?? declared;
      const template = this.texts.of(effect.template, facts, scope);
      for (const method of effect.methods) {
        const { framework } = router;
        this.found.push({ router, framework, facts, method, template, declared, handler });
      }
    } else if (effect.kind === 'mount') {
      const prefix = this.texts.of(effect.prefix, facts, scope);
      const child = this.routers.of(effect.child, facts, scope);
      if (child && child !== router) mount(child, router, prefix, effect.replaces);
    } else if (effect.kind === 'give') {
      const prefix = this.texts.of(effect.prefix, facts, scope);
      const to = this.names.resolve(effect.to, facts, scope);
      if (to?.kind !== 'function') return;
      const child = this.routers.give(to.func, 0, router.framework, to.facts);
      if (child) mount(child, router, prefix);
    }
  }

  private readAttributes(framework: Framework, facts: SourceFacts): void {
    if (!framework.attributed) return;
    for (const func of facts.functions) {
      const router = this.routers.attributed(func, facts);
      if (router?.framework !== framework) continue;
      for (const attribute of func.decorators) {
        const route = framework.attributed(attribute);
        if (!route) continue;
        const at = placeOf(facts, named(func));
        const template = this.texts.of(route.template, facts, null);
        for (const method of route.methods) {
          const places = { declared: at, handler: at };
          this.found.push({ router, framework, facts, method, template, ...places });
        }
      }
    }
  }

  private readTable(framework: Framework, facts: SourceFacts): void {
    const { table } = framework;
    if (!table) return;
    for (const { name, value } of facts.bindings) {
      const items = itemsOf(value).filter((item) => item.kind === 'call');
      if (name !== table.binding && items.length === 0) continue;
      const router = this.routers.table(facts, name, framework);
      for (const { call } of items) {
        if (!Object.hasOwn(table.entries, call.name)) continue;
        for (const effect of table.entries[call.name]?.(call) ?? []) {
          if (effect.kind !== 'mount') this.apply(effect, router, call, facts);
          else this.included(table, effect.prefix, effect.child, router, call, facts);
        }
      }
    }
  }

  private included(
    table: RouteTable,
    prefix: Value | string | null,
    child: Value,
    router: Router,
    call: Call,
    facts: SourceFacts,
  ): void {
    const named = table.child(child);
    const { framework } = router;
    if (!named) return;
    const before = this.texts.of(prefix, facts, call.scope);
    if (named.kind === 'text') {
      const module = this.names.file(facts, named.text);
      if (module) mount(this.routers.table(module, table.binding, framework), router, before);
      return;
    }
    const other = this.routers.of(named, facts, call.scope);
    if (other) mount(other, router, before);
    if (other || named.kind !== 'name') return;
    const module = this.names.module(facts, named.path);
    const [from, name] = module ? [module, table.binding] : [facts, named.path];
    mount(this.routers.table(from, name, framework), router, before);
  }

  /** What a configuration file says of whole applications. */
  private readSettings(facts: SourceFacts): void {
    for (const framework of this.frameworks) {
      const said = (framework.settings ?? []).flatMap((key) => {
        const binding = facts.bindings.find(({ name }) => name === plainKey(key));
        return binding ? [this.texts.of(binding.value, facts, null)] : [];
      });
      if (said.length === 0) continue;
      const text = joinPaths(said.map((one) => one.text));
      const prefix = { text, exact: said.every(({ exact }) => exact) };
      this.applications.add(facts, 'settings', { framework, prefix, except: [] });
    }
  }

  private declared(framework: Framework, facts: SourceFacts): void {
    if (!framework.declares) return;
    const reading: Reading = {
      facts,
      text: (value) => this.texts.of(value ?? null, facts, null),
      place: (span) => placeOf(facts, span),
      value: (value) => {
        const resolved = this.names.resolve(value, facts, null);
        return resolved?.kind === 'value' ? resolved.value : undefined;
      },
      handler: (value, at) => this.handlers.of(value, facts, at.scope),
      method: (className, method) => this.handlers.method(className, method, facts),
    };
    for (const { prefix, scope = null, except } of framework.prefixes?.(reading) ?? []) {
      const said = this.texts.of(prefix, facts, scope);
      this.applications.add(facts, 'source', { framework, prefix: said, except });
    }
    for (const one of framework.declares(reading)) {
      const template = { text: one.template, exact: one.exact };
      this.found.push({ ...one, router: null, framework, facts, template });
    }
  }
}

function usedNames(frameworks: readonly Framework[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { language, uses = {} } of frameworks) {
    names.set(language, new Set([...(names.get(language) ?? []), ...Object.keys(uses)]));
  }
  return names;
}

function mount(child: Router, parent: Router, prefix: Prefix, replaces = false): void {
  if (child.mounts.some((one) => one.parent === parent && one.prefix.text === prefix.text)) return;
  child.mounts.push({ parent, prefix, replaces });
}

/** The items of a list, or of several that are added to each other. */
function itemsOf(value: Value): readonly Value[] {
  if (value.kind === 'list') return value.items;
  return value.kind === 'join' ? value.parts.flatMap(itemsOf) : [];
}

function named({ nameStart, end }: Func | Class) {
  return { start: nameStart, end };
}
