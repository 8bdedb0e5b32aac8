import type { HoleCause, StreamConsumer } from '../stream/direction.ts';

const waitNs = 20e6;
const mostParts = 16;

/**
 * With several threads a client may read the response before the kernel has reported the end of the send that
 * asked for it. So a response that nobody asked for waits a moment for its request.
 */
export class EarlyResponses implements StreamConsumer {
  #parts: { readonly timeNs: number; readonly pass: () => void }[] = [];

  constructor(
    readonly responses: StreamConsumer,
    readonly unasked: () => boolean,
  ) {}

  get waiting(): boolean {
    return this.#parts.length > 0;
  }

  data(
    bytes: Buffer,
    start: number,
    end: number,
    position: number,
    beganNs: number,
    endedNs: number,
  ): void {
    if (this.#parts.length === 0 && !this.unasked()) {
      this.responses.data(bytes, start, end, position, beganNs, endedNs);
    } else {
      const copy = Buffer.from(bytes.subarray(start, end));
      this.#wait(endedNs, () =>
        this.responses.data(copy, 0, copy.length, position, beganNs, endedNs),
      );
    }
  }

  hole(
    position: number,
    length: number,
    cause: HoleCause,
    noticedNs: number,
    endedNs: number,
  ): void {
    const pass = () => this.responses.hole(position, length, cause, noticedNs, endedNs);
    if (this.#parts.length === 0) pass();
    else this.#wait(endedNs, pass);
  }

  /** A request was seen. */
  release(): void {
    if (this.#parts.length > 0 && !this.unasked()) this.flush();
  }

  expire(nowNs: number): void {
    const first = this.#parts[0];
    if (first && nowNs - first.timeNs > waitNs) this.flush();
  }

  flush(): void {
    for (const part of this.#parts.splice(0)) part.pass();
  }

  #wait(timeNs: number, pass: () => void): void {
    this.#parts.push({ timeNs, pass });
    if (this.#parts.length > mostParts) this.flush();
  }
}
