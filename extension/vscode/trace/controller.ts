import type { Refusal } from '../../../remote-agent/protocol/messages.ts';
import type { ReplayParams, ReplayResult } from '../../../remote-agent/protocol/replay.ts';
import type { TraceState } from '../../../webview/protocol/state.ts';
import { renamedEvent, renamedExchange } from '../../core/exchange/renamed.ts';
import type { Prompts } from '../../core/session/prompts.ts';
import {
  type Session,
  SessionError,
  type SessionListener,
  type SessionStep,
  type StartOptions,
  type TraceTarget,
} from '../../core/session/session.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { printable } from '../../core/text/printable.ts';
import { Run } from './run.ts';

export interface SessionParts {
  readonly prompts: Prompts;
  readonly listener: SessionListener;
  readonly signal: AbortSignal;
}

export interface ControllerParts {
  readonly store: TraceStore;
  /** Whether the rows of earlier traces stay when another one begins. */
  preserves(): boolean;
  startSession(target: TraceTarget, options: StartOptions, parts: SessionParts): Promise<Session>;
  describe(step: SessionStep): string;
  /** What to call it when a connection that was cut is made again. */
  readonly reconnecting: string;
  /** A line for the log; `failure` is what it tells of, where something failed. */
  log(line: string, failure?: SessionError): void;
  /** The state is another one. */
  changed(): void;
  /** A trace that was on has ended by itself. */
  lost(error: SessionError): void;
}

export interface StartRequest {
  readonly target: TraceTarget;
  readonly options: StartOptions;
  readonly prompts: Prompts;
  readonly signal: AbortSignal;
  /** `step` in words. */
  progress(step: string): void;
}

/** The one trace that can be on: starts and stops it and knows how it is. Knows nothing of VS Code. */
export class TraceController {
  private current: TraceState = { kind: 'idle' };
  private run: Run | undefined;

  constructor(private readonly parts: ControllerParts) {}

  get state(): TraceState {
    return this.current;
  }

  /**
   * Ends the trace that is on or being started, if any, and starts another one.
   * @throws SessionError when it cannot be started, with code `cancelled` when it was stopped meanwhile
   */
  async start(request: StartRequest): Promise<void> {
    const host = request.target.destination;
    const before = this.run;
    const run = new Run();
    this.run = run;
    const abort = () => run.abort.abort();
    request.signal.addEventListener('abort', abort, { once: true });
    if (request.signal.aborted) abort();
    try {
      if (before) await this.finish(before);
      const session = await this.parts.startSession(request.target, request.options, {
        prompts: request.prompts,
        listener: this.listener(run, request),
        signal: run.abort.signal,
      });
      run.session = session;
      this.begin(run, host);
      if (run.ended) this.end(run, host, run.ended.error);
      else if (!run.stopping) this.tracing(request, session);
    } catch (error) {
      const failure = asSessionError(error, host);
      this.parts.log(`${host}: ${failure.message}`, failure);
      if (this.run === run) this.failed(host, failure);
      throw failure;
    } finally {
      request.signal.removeEventListener('abort', abort);
      run.settled();
    }
  }

  /**
   * Ends the trace that is on or being started; returns when nothing is left of it on the host.
   * @throws what the session threw when it could not make sure of that
   */
  async stop(): Promise<void> {
    const { run } = this;
    if (!run) return;
    try {
      await this.finish(run);
    } finally {
      if (this.run === run) {
        this.run = undefined;
        const host = hostOf(this.current);
        this.change(host === undefined ? { kind: 'idle' } : { kind: 'stopped', host });
      }
    }
  }

  /**
   * Sends a request from the host that is traced.
   * @throws SessionError when it cannot be sent
   */
  async replay(params: ReplayParams): Promise<ReplayResult> {
    const session = this.run?.session;
    if (session) return await session.replay(params);
    throw new SessionError('replay-failed', 'No host is traced any more: start the trace again.');
  }

  private async finish(run: Run): Promise<void> {
    const host = hostOf(this.current);
    if (host !== undefined) this.change({ kind: 'stopping', host });
    await run.stop();
  }

  private begin(run: Run, host: string): void {
    const { store, preserves } = this.parts;
    run.begin(store, host, preserves());
  }

  private listener(run: Run, { target, progress }: StartRequest): SessionListener {
    const host = target.destination;
    const { store } = this.parts;
    return {
      step: (step, detail) => {
        const words = this.parts.describe(step);
        this.parts.log(`${host}: ${detail ? `${words} (${detail})` : words}`);
        if (this.run !== run || run.stopping) return;
        this.change({ kind: 'connecting', host, step: words });
        progress(words);
      },
      exchanges: (items) => {
        if (this.run !== run) return;
        this.begin(run, host);
        store.addExchanges(run.named(items, renamedExchange));
      },
      connections: (items) => {
        if (this.run !== run) return;
        this.begin(run, host);
        store.addConnections(run.named(items, renamedEvent));
      },
      losses: (items) => {
        if (this.run !== run) return;
        this.begin(run, host);
        store.addLosses(items);
      },
      interrupted: (reason) => {
        this.parts.log(`${host}: the connection was cut (${reason}); connecting again`);
        if (this.run !== run || run.stopping) return;
        run.before = this.current;
        this.change({ kind: 'connecting', host, step: this.parts.reconnecting });
      },
      resumed: () => {
        this.parts.log(`${host}: connected again`);
        if (this.run !== run || run.stopping || !run.before) return;
        this.change(run.before);
      },
      ended: (error) => {
        if (run.session) this.end(run, host, error);
        else run.ended = error ? { error } : {};
      },
      log: (line) => this.parts.log(line),
    };
  }

  private tracing({ target, options }: StartRequest, { started, kernel }: Session): void {
    const design = `${started.design} (${started.attachment})`;
    const secretsShown = !options.redact;
    const refused = started.refused.map(inShort);
    const host = target.destination;
    this.change({ kind: 'tracing', host, design, kernel, refused, secretsShown });
  }

  private end(run: Run, host: string, error: SessionError | undefined): void {
    if (this.run !== run || run.stopping) return;
    this.run = undefined;
    if (!error) {
      this.change({ kind: 'stopped', host });
      return;
    }
    this.parts.log(`${host}: ${error.message}`, error);
    this.change({ kind: 'lost', host, message: error.message });
    this.parts.lost(error);
  }

  private failed(host: string, failure: SessionError): void {
    this.run = undefined;
    this.change(
      failure.code === 'cancelled'
        ? { kind: 'idle' }
        : { kind: 'failed', host, message: failure.message },
    );
  }

  private change(state: TraceState): void {
    this.current = state;
    this.parts.changed();
  }
}

/** The first of the reasons; the log has all of them. */
function inShort({ design, attachment, reason }: Refusal): string {
  return `${design} (${attachment}): ${printable(reason.split(/[;\n]/)[0] ?? '', 120)}`;
}

function hostOf(state: TraceState): string | undefined {
  return 'host' in state ? state.host : undefined;
}

function asSessionError(error: unknown, host: string): SessionError {
  if (error instanceof SessionError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new SessionError('agent-failed', `The trace of ${host} could not be started: ${reason}`, {
    cause: error,
  });
}
