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

  /** The rows of an earlier trace stay until there is something new to show. */
  clearBefore(store: TraceStore): void {
    if (this.fresh) store.clear();
    this.fresh = false;
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
