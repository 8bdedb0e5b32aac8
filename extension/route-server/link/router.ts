import type { Call, SourceFacts } from '../facts/facts.ts';
import type { Effect, Framework } from '../frameworks/framework.ts';
import type { Prefix } from '../frameworks/paths.ts';

/** Something that routes are added to: what a call makes, or what a function is given. */
export interface Router {
  framework: Framework;
  /** It answers without being mounted. */
  readonly root: boolean;
  readonly prefix: Prefix;
  /** What may stand before its paths, or not, as a proxy decides. */
  readonly behind?: Prefix | undefined;
  /** Where it is made; `null` where it is there from the start. */
  readonly facts: SourceFacts | null;
  readonly mounts: {
    readonly parent: Router;
    readonly prefix: Prefix;
    readonly replaces: boolean;
  }[];
}

/** What a call does with a router. */
export function effectsOf(router: Router, call: Call): readonly Effect[] {
  const { uses, returnsItself } = router.framework;
  if (uses && Object.hasOwn(uses, call.name)) return uses[call.name]?.(call) ?? [];
  return returnsItself?.test(call.name) ? [{ kind: 'self' }] : [];
}

/** A router answers below another, once for each prefix. */
export function mount(child: Router, parent: Router, prefix: Prefix, replaces = false): void {
  if (child.mounts.some((one) => one.parent === parent && one.prefix.text === prefix.text)) return;
  child.mounts.push({ parent, prefix, replaces });
}
