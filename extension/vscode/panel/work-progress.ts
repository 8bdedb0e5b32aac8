/** Milliseconds of filtering that nobody notices. */
const quick = 100;

/** Tells how far long work is: what is over in no time is not worth a word. */
export class WorkProgress {
  private since: number | undefined;
  private told = false;

  /** @param tell `null` when the work that it told of is over */
  constructor(private readonly tell: (share: number | null) => void) {}

  /** @param share from 0 to 1; `null` when there is no work */
  update(share: number | null): void {
    const now = performance.now();
    if (share === null) {
      if (this.told) this.tell(null);
      this.told = false;
      this.since = undefined;
      return;
    }
    this.since ??= now;
    if (now - this.since < quick) return;
    this.since = now;
    this.told = true;
    this.tell(share);
  }
}
