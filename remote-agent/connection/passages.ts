import type { DataEvent } from '../capture/events.ts';

/** When a call moved the bytes from `start` to `end` of a direction. CLOCK_MONOTONIC ns. */
interface Passage {
  readonly start: number;
  readonly end: number;
  readonly timeNs: number;
}

const most = 256;
/** So many are forgotten at once where there is no more room. */
const dropped = 64;

/** When the bytes of one direction passed one end of a connection, by their positions. */
export class Passages {
  /** In the order of positions. */
  readonly #known: Passage[] = [];

  /** Position after the last byte that has passed. */
  get end(): number {
    return this.#known.at(-1)?.end ?? 0;
  }

  add({ position, moved, timeNs }: DataEvent): void {
    const passage = { start: position, end: position + moved, timeNs };
    let index = this.#known.length;
    while (index > 0 && (this.#known[index - 1]?.start ?? 0) > position) index--;
    if (index === this.#known.length) this.#known.push(passage);
    else this.#known.splice(index, 0, passage);
    // The first one is that of the message that is being told: it says when that began.
    if (this.#known.length > most) this.#known.splice(1, dropped);
  }

  /** When the byte at `position` passed; `null` where that was not seen, or is forgotten. */
  at(position: number): number | null {
    const found = this.#known.find(({ end }) => end > position);
    return found && found.start <= position ? found.timeNs : null;
  }

  /** Nobody is going to ask for what comes before `position`. */
  forget(position: number): void {
    // The last one stays: it tells how much has passed.
    while (this.#known.length > 1 && (this.#known[0]?.end ?? 0) <= position) this.#known.shift();
  }
}
