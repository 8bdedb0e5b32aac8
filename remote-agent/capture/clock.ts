/** How far a clock may be corrected per second of monotonic time without being noticed: 0.5 ms. */
const slewPerMs = 0.0005;
/** Beyond this the clock was set, and is followed at once. */
const stepMs = 1000;

/**
 * Turns CLOCK_MONOTONIC nanoseconds into epoch milliseconds. Later readings of the two clocks are followed
 * smoothly, so that the times of one exchange keep their order and their distances.
 */
export class EpochClock {
  #offsetMs: number | null = null;
  #correctedAtMs = 0;

  /** Both clocks, read at the same moment. */
  observe(monotonicNs: number, realtimeNs: number): void {
    const monotonicMs = monotonicNs / 1e6;
    const wanted = realtimeNs / 1e6 - monotonicMs;
    if (this.#offsetMs === null || Math.abs(wanted - this.#offsetMs) > stepMs) {
      this.#offsetMs = wanted;
    } else {
      const elapsed = Math.max(0, monotonicMs - this.#correctedAtMs);
      const slew = Math.min(elapsed * slewPerMs, Math.abs(wanted - this.#offsetMs));
      this.#offsetMs += Math.sign(wanted - this.#offsetMs) * slew;
    }
    this.#correctedAtMs = monotonicMs;
  }

  /** The offset of this moment; an exchange takes it once, for all of its times. Epoch milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs ?? 0;
  }
}
