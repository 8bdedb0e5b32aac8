import { randomUUID } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { printable } from '../text/printable.ts';

/** Login shells print banners, news and what is in rc files; more than this is no login shell. */
const LIMIT_BYTES = 1 << 20;

/** Makes a script announce its own output, so that what a login shell prints before can be told from it. */
export function announced(script: string): { script: string; nonce: string } {
  const nonce = `http-trace-${randomUUID()}`;
  return { script: `echo; echo ${nonce}\n${script}`, nonce };
}

/** Passes on what follows the line with the nonce. */
export class PreambleFilter extends Transform {
  readonly #mark: Buffer;
  #held: Buffer | undefined = Buffer.alloc(0);
  /** What was said first is not held any more. */
  #cut = false;

  constructor(nonce: string) {
    super();
    this.#mark = Buffer.from(`\n${nonce}\n`);
  }

  /** What came before, in one line; all of it where the nonce never came. */
  preamble = '';

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#held === undefined) {
      done(null, chunk);
      return;
    }
    const all = Buffer.concat([this.#held, chunk]);
    const at = all.indexOf(this.#mark);
    if (at >= 0) {
      if (!this.#cut) this.preamble = printable(all.toString('utf8', 0, at));
      this.#held = undefined;
      done(null, all.subarray(at + this.#mark.length));
      return;
    }
    if (!this.#cut) this.preamble = printable(all.toString('utf8', 0, 4096));
    this.#cut ||= all.length > LIMIT_BYTES;
    // Only the end can still hold the first part of the mark.
    this.#held = this.#cut ? all.subarray(-this.#mark.length) : all;
    done();
  }
}
