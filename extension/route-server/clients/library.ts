import type { Call, Value } from '../facts/facts.ts';
import { entry, verbs } from '../frameworks/framework.ts';
import type { RouteLanguage } from '../protocol/route.ts';

/** A request that a call makes, as far as the call says. */
export interface ClientRequest {
  /** Upper case; `*` where it is computed. */
  readonly method: string;
  readonly url: Value;
  /** Stands before `url`. */
  readonly base?: Value | undefined;
  /** `url` is resolved against `base` as links are, so that a path from the root replaces its path. */
  readonly asLink?: true;
}

/** A library that makes requests. */
export interface ClientLibrary {
  readonly name: string;
  readonly language: RouteLanguage;
  /** Whether a file may use it; looked at for each file, so it must be cheap. */
  readonly hint: RegExp;
  /** @param maker the call that made what a name stands for, in whichever file */
  request(call: Call, maker: (value: Value | null) => Call | undefined): ClientRequest | undefined;
}

/** A request to what may be an address: a text, or what a text may come of. */
export function requestTo(
  method: string,
  url: Value | undefined,
  base?: Value,
): ClientRequest | undefined {
  return url && /^(text|join|name|call)$/.test(url.kind) ? { method, url, base } : undefined;
}

export function isVerb(name: string): boolean {
  return (verbs as readonly string[]).includes(name);
}

/** What stands before the name of a call, where it is a name. */
export function receiverOf({ receiver }: Call): string {
  return receiver?.kind === 'name' ? receiver.path : '';
}

/** Of options that name none, the usual one; of computed ones, any. */
export function methodIn(options: readonly Value[], usual: string): string {
  const method = entry(options, 'method');
  if (!method) return usual;
  return method.kind === 'text' ? method.text.toUpperCase() : '*';
}
