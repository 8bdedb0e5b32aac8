import type { HostState } from '../../../webview/protocol/state.ts';
import type { Session, SessionError } from '../../core/session/session.ts';

/** One start of a session and what became of it. */
export class Run {
  readonly abort = new AbortController();
  session: Session | undefined;
  ended: { error?: SessionError } | undefined;
  stopping = false;
  clockAheadMs = 0;
  /** The state to return to once a connection that was cut is made again. */
  before: HostState | undefined;
  /** Of its trace in the store; `undefined` until there is something new to show. */
  trace: number | undefined;
  settled: () => void = () => {};
  private readonly started = new Promise<void>((resolve) => {
    this.settled = resolve;
  });

  async stop(): Promise<void> {
    this.stopping = true;
    if (!this.session) {
      this.abort.abort();
      await this.started;
    }
    await this.session?.stop();
  }
}
