import type { Call, SourceFacts, Value } from '../facts/facts.ts';
import type { RouteLanguage } from '../protocol/route.ts';

/** A request that a call makes, as far as the call says. */
export interface ClientRequest {
  /** Upper case; `*` where it is computed. */
  readonly method: string;
  readonly url: Value;
  /** Stands before `url`. */
  readonly base?: Value | undefined;
}

/** A library that makes requests. */
export interface ClientLibrary {
  readonly name: string;
  readonly language: RouteLanguage;
  /** Whether a file may use it; looked at for each file, so it must be cheap. */
  readonly hint: RegExp;
  /** @param made the call that made a call's receiver, where it is a name */
  request(call: Call, made: Call | undefined, facts: SourceFacts): ClientRequest | undefined;
}
