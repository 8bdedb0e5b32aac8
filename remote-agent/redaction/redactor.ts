import type { HeaderField } from '../protocol/exchange.ts';
import { FieldRedaction } from './fields.ts';
import { Secrets } from './secrets.ts';
import { redactAddress, redactAuthority } from './targets.ts';

/** Takes secrets out of what a trace tells. One for each trace: the user's patterns belong to it. */
export class Redactor {
  readonly secrets: Secrets;
  readonly #fields: FieldRedaction;

  /** @throws SyntaxError where a pattern is no regular expression, see {@link Secrets} */
  constructor(patterns: readonly string[] = []) {
    this.secrets = new Secrets(patterns);
    this.#fields = new FieldRedaction(this.secrets);
  }

  fields(fields: readonly HeaderField[]): readonly HeaderField[] {
    return this.#fields.redact(fields);
  }

  target(target: string): string {
    return this.secrets.replaceIn(redactAddress(target, this.secrets));
  }

  /** Of an address, or the target of a CONNECT. */
  authority(authority: string): string {
    return this.secrets.replaceIn(redactAuthority(authority));
  }

  /** What follows the status of a response. */
  reason(reason: string): string {
    return this.secrets.replaceIn(reason);
  }
}
