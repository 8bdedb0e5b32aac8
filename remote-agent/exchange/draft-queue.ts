import type { ExchangeDraft } from './draft.ts';

/** Exchanges in an order, each in one queue at most. Adding and removing take no memory of their own. */
export class DraftQueue {
  oldest: ExchangeDraft | null = null;
  #newest: ExchangeDraft | null = null;

  add(draft: ExchangeDraft): void {
    draft.older = this.#newest;
    if (this.#newest) this.#newest.newer = draft;
    else this.oldest = draft;
    this.#newest = draft;
  }

  /** A draft that is in no list is left alone. */
  remove(draft: ExchangeDraft): void {
    const { older, newer } = draft;
    if (older) older.newer = newer;
    else if (this.oldest === draft) this.oldest = newer;
    if (newer) newer.older = older;
    else if (this.#newest === draft) this.#newest = older;
    draft.older = null;
    draft.newer = null;
  }
}
