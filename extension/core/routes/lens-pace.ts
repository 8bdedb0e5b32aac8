/** Times the time that an editor took before it asked for lenses, that it is left in peace afterwards. */
const rest = 2;
/** Milliseconds after which an editor that does not ask has nothing to ask for. */
const patienceMs = 10_000;

/**
 * Paces what tells an editor that lenses have changed. VS Code waits before it asks, the longer the more slowly lenses
 * came before, begins to wait anew with each change, and throws away what it was told when it asks again too soon: told
 * each second on a slow machine it would never show any. `tell` is called for the latest change in the end.
 */
export class LensPace {
  private toldAt: number | undefined;
  private notBefore = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly tell: () => void) {}

  changed(): void {
    const left = this.notBefore - Date.now();
    if (left > 0) {
      this.timer ??= setTimeout(() => this.elapsed(), left);
      return;
    }
    this.toldAt = Date.now();
    this.notBefore = this.toldAt + patienceMs;
    this.tell();
  }

  /** The editor asks for lenses. */
  asked(): void {
    if (this.toldAt === undefined) return;
    const took = Date.now() - this.toldAt;
    this.toldAt = undefined;
    this.notBefore = Date.now() + rest * took;
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.elapsed(), rest * took);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private elapsed(): void {
    this.timer = undefined;
    this.changed();
  }
}
