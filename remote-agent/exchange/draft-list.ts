import type { Message } from '../http/message.ts';
import type { ExchangeDraft } from './draft.ts';

/**
 * The exchanges of one end of a connection that are not settled, in the order in which they began. An array,
 * because there are few, and because a Map in which every entry is deleted soon leaves a chain of dead tables in
 * V8's old generation that keeps what they point to.
 */
export class DraftList {
  readonly #drafts: ExchangeDraft[] = [];

  get size(): number {
    return this.#drafts.length;
  }

  add(draft: ExchangeDraft): void {
    this.#drafts.push(draft);
  }

  delete(draft: ExchangeDraft): void {
    const index = this.#drafts.indexOf(draft);
    if (index === 0) this.#drafts.shift();
    else if (index > 0) this.#drafts.splice(index, 1);
  }

  /** Those that ended and were not told, to be settled one after the other. */
  waiting(): ExchangeDraft[] {
    return this.#drafts.filter((draft) => draft.ended && !draft.settled);
  }

  /** The other end's view of an exchange, found by its place in the streams. */
  counterpartOf(draft: ExchangeDraft): ExchangeDraft | undefined {
    const key = draftKey(draft);
    const exact = this.#drafts.find((other) => draftKey(other) === key);
    const position = draft.response?.position;
    if (exact || position === undefined) return exact;
    return this.#drafts.find(
      (other) => other.response?.position === position && !(other.request && draft.request),
    );
  }
}

/** Names an exchange by its place in the streams, which both ends of a connection have in common. */
export function draftKey(draft: ExchangeDraft): number {
  if (draft.request) return draft.request.position;
  return draft.response ? responseKey(draft.response) : -1;
}

/** Beside the positions of requests. */
export function responseKey(response: Message): number {
  return -1 - response.position;
}
