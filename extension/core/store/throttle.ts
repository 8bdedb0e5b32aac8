/**
 * Calls `act` at once, then at most once in `intervalMs` however often it is asked to, and never leaves the last
 * request unanswered.
 */
export class Throttle {
  private timer: NodeJS.Timeout | undefined;
  private asked = false;

  constructor(
    private readonly act: () => void,
    private readonly intervalMs: number,
  ) {}

  ask(): void {
    if (this.timer) {
      this.asked = true;
      return;
    }
    this.timer = setTimeout(() => this.elapsed(), this.intervalMs);
    this.act();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.asked = false;
  }

  private elapsed(): void {
    this.timer = undefined;
    if (!this.asked) return;
    this.asked = false;
    this.ask();
  }
}
