/**
 * How late it is for the events of a trace: under load they come late, and what belongs together comes together. In
 * silence their time goes on like everybody's. CLOCK_MONOTONIC ns.
 */
export class TraceTime {
  #newestNs = 0;
  /** The newest event when it was asked last, and since when that is the newest. */
  #askedNs = 0;
  #sinceNs = 0;

  constructor(readonly clockNs: () => number) {}

  /** An event has come. */
  passed(timeNs: number): void {
    if (timeNs > this.#newestNs) this.#newestNs = timeNs;
  }

  /** Of the newest event. */
  get newestNs(): number {
    return this.#newestNs;
  }

  /** To be asked now and then: only then it is noticed that nothing has come. */
  get nowNs(): number {
    const clockNs = this.clockNs();
    if (this.#newestNs !== this.#askedNs) {
      this.#askedNs = this.#newestNs;
      this.#sinceNs = clockNs;
    }
    return this.#newestNs + (clockNs - this.#sinceNs);
  }
}
