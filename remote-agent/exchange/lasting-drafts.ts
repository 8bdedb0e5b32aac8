import type { ExchangeDraft } from './draft.ts';

/** How often an exchange that lasts is told again, where there is more to tell. */
const againNs = 500e6;

/** Exchanges that were told before they were over. */
export class LastingDrafts {
  readonly #drafts: ExchangeDraft[] = [];
  #untold = false;

  /** What came since they were told has been told too. */
  get idle(): boolean {
    return !this.#untold;
  }

  add(draft: ExchangeDraft, nowNs: number): void {
    draft.toldNs = nowNs;
    draft.toldParts = partsOf(draft);
    this.#drafts.push(draft);
  }

  /** Tells those again of which more was seen, and forgets those that are over. */
  tick(nowNs: number, tell: (draft: ExchangeDraft) => void): void {
    this.#untold = false;
    let kept = 0;
    for (const draft of this.#drafts) {
      if (draft.ended || draft.settled) continue;
      this.#drafts[kept++] = draft;
      const parts = partsOf(draft);
      if (parts === draft.toldParts) continue;
      if (nowNs - draft.toldNs < againNs) this.#untold = true;
      else {
        draft.toldNs = nowNs;
        draft.toldParts = parts;
        tell(draft);
      }
    }
    this.#drafts.length = kept;
  }
}

/** Counts what is worth being told again for. */
function partsOf({ request, response }: ExchangeDraft): number {
  return (response ? 1 : 0) + (request?.log?.total ?? 0) + (response?.log?.total ?? 0);
}
