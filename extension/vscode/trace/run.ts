import type { TraceState } from '../../../webview/protocol/state.ts';
import type { Session, SessionError } from '../../core/session/session.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';

/** One start of a session and what became of it. */
export class Run {
  readonly abort = new AbortController();
  session: Session | undefined;
  ended: { error?: SessionError } | undefined;
  stopping = false;
  /** The state to return to once a connection that was cut is made again. */
  before: TraceState | undefined;
  settled: () => void = () => {};
  private readonly started = new Promise<void>((resolve) => {
    this.settled = resolve;
  });
  private fresh = true;
  private prefix = '';

  /** The rows of an earlier trace stay until there is something new to show, or for good where they are preserved. */
  begin(store: TraceStore, host: string, preserves: boolean): void {
    if (!this.fresh) return;
    this.fresh = false;
    this.prefix = store.begin(host, preserves);
  }

  /** What it told, under names that no earlier trace has used. */
  named<Item>(
    items: readonly Item[],
    rename: (item: Item, prefix: string) => Item,
  ): readonly Item[] {
    const { prefix } = this;
    return prefix === '' ? items : items.map((item) => rename(item, prefix));
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (!this.session) {
      this.abort.abort();
      await this.started;
    }
    await this.session?.stop();
  }
}
