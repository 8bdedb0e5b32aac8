import type { Call, Func, SourceFacts, Value } from '../facts/facts.ts';
import type { Effect, Framework } from '../frameworks/framework.ts';
import { nothing, type Prefix } from '../frameworks/paths.ts';
import type { Route } from '../protocol/route.ts';
import { isSettingsFile } from '../settings/settings-file.ts';
import type { Callee } from './callees.ts';
import { readDeclarations } from './declarations.ts';
import { linkParts, type Parts } from './parts.ts';
import { fromName, placeOf } from './places.ts';
import { portsOf } from './ports.ts';
import { effectsOf, mount, type Router } from './router.ts';
import { Settings } from './settings.ts';
import { readTable } from './tables.ts';
import { routesOf } from './ways.ts';
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

interface Elsewhere {
  readonly facts: SourceFacts;
  readonly scope: Func | null;
  readonly path: Prefix;
}

class Linker {
  private readonly parts: Parts;
  /** Names of calls that mean something to a router. */
  private readonly used: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(
    private readonly workspace: Workspace,
    private readonly frameworks: readonly Framework[],
    private readonly active: (facts: SourceFacts) => readonly Framework[],
  ) {
    this.used = usedNames(frameworks);
    this.parts = linkParts(workspace, frameworks, active);
  }

  run(): Route[] {
    const { applications, found, names, routers } = this.parts;
    const settings = new Settings(this.frameworks, this.parts);
    let open: { readonly call: Call; readonly facts: SourceFacts }[] = [];
    for (const facts of this.workspace.files) {
      for (const call of facts.calls) if (!this.readCall(call, facts)) open.push({ call, facts });
      for (const framework of this.active(facts)) {
        this.readAttributes(framework, facts);
        readTable(framework, facts, this.parts, (...effect) => this.apply(...effect));
        readDeclarations(framework, facts, this.parts);
      }
      if (isSettingsFile(facts.uri)) settings.read(facts);
    }
    // A function may be given its router by a file that comes later.
    for (let round = 0; round < maxRounds && routers.gained(); round += 1) {
      open = open.filter(({ call, facts }) => !this.readCall(call, facts));
    }
    settings.done();
    return routesOf(found, applications, (facts) => portsOf(facts, names));
  }

  /** @returns whether nothing more can come of it */
  private readCall(call: Call, facts: SourceFacts): boolean {
    const used = call.receiver !== null && call.name !== '' && this.isUsed(call.name, facts);
    if (used && call.receiver) {
      const router = this.parts.routers.of(call.receiver, facts, call.scope);
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
    const { callees, routers } = this.parts;
    let callee: Callee | undefined;
    let settled = true;
    for (const [index, arg] of callees.given(call, facts).entries()) {
      if (arg.kind !== 'name' && arg.kind !== 'call') continue;
      callee ??= callees.callee(call, facts);
      if (!callee) return true;
      const parent = routers.of(arg, facts, call.scope);
      if (!parent) {
        settled = false;
        continue;
      }
      const child = routers.give(callee.func, index, parent.framework, callee.facts);
      if (child) mount(child, parent, nothing);
    }
    return settled;
  }

  /** @param at where the effect's values are, when that is elsewhere than the call, and the path that they are for */
  private apply(effect: Effect, router: Router, call: Call, facts: SourceFacts, at?: Elsewhere) {
    const { callees, names, routers, texts } = this.parts;
    const { facts: own, scope } = at ?? { facts, scope: call.scope };
    const pathOf = (value: Value | string | null) => at?.path ?? texts.of(value, own, scope);
    if (effect.kind === 'route') this.route(effect, router, call, facts, at);
    else if (effect.kind === 'mount') {
      const said = pathOf(effect.prefix);
      const prefix = effect.perhaps && isComputed(effect.prefix, said) ? nothing : said;
      const child = routers.of(effect.child, own, scope);
      if (child && child !== router) mount(child, router, prefix, effect.replaces);
    } else if (effect.kind === 'returned' && !at) {
      const path = texts.of(effect.path, facts, scope);
      for (const { value, ...where } of callees.returned(effect.value, facts)) {
        for (const one of effect.read(value))
          this.apply(one, router, call, facts, { ...where, path });
      }
    } else if (effect.kind === 'give') {
      const to = names.resolve(effect.to, own, scope);
      if (to?.kind !== 'function') return;
      const child = routers.give(to.func, 0, router.framework, to.facts);
      if (child) mount(child, router, pathOf(effect.prefix));
    }
  }

  private route(
    effect: Extract<Effect, { readonly kind: 'route' }>,
    by: Router,
    call: Call,
    facts: SourceFacts,
    at?: Elsewhere,
  ): void {
    const { handlers, texts, found } = this.parts;
    const { facts: own, scope } = at ?? { facts, scope: call.scope };
    const declared = placeOf(facts, { start: call.nameStart, end: call.end });
    const decorated = call.decorates && placeOf(facts, fromName(call.decorates));
    const handler = decorated ?? handlers.of(effect.handler, own, scope) ?? declared;
    const template = at?.path ?? texts.of(effect.template, own, scope);
    const of = effect.ofClass && handlers.classOf(effect.handler, own, scope);
    for (const method of (of && effect.ofClass?.(of, effect.methods)) ?? effect.methods) {
      const { framework } = by;
      found.push({ by, framework, facts, method, template, declared, handler });
    }
  }

  private readAttributes(framework: Framework, facts: SourceFacts): void {
    if (!framework.attributed) return;
    for (const func of facts.functions) {
      const router = this.parts.routers.attributed(func, facts);
      if (router?.framework !== framework) continue;
      for (const attribute of func.decorators) {
        const route = framework.attributed(attribute);
        if (!route) continue;
        const at = placeOf(facts, fromName(func));
        const template = this.parts.texts.of(route.template, facts, null);
        for (const method of route.methods) {
          const places = { declared: at, handler: at };
          this.parts.found.push({ by: router, framework, facts, method, template, ...places });
        }
      }
    }
  }
}

/** Whether what may be a path is nothing that could be read; what the environment says is one. */
function isComputed(value: Value | string | null, { text }: Prefix): boolean {
  const ofEnvironment =
    typeof value !== 'string' && value?.kind === 'name' && value.path.startsWith('process.env.');
  return text === '{}' && !ofEnvironment;
}

function usedNames(frameworks: readonly Framework[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { language, uses = {} } of frameworks) {
    names.set(language, new Set([...(names.get(language) ?? []), ...Object.keys(uses)]));
  }
  return names;
}
