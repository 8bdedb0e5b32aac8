import type { ReplayParams, ReplayResult } from '../../../remote-agent/protocol/replay.ts';
import { type HostState, leadingState, type TraceState } from '../../../webview/protocol/state.ts';
import { SessionError } from '../../core/session/session.ts';
import { formatTarget } from '../../core/ssh/target.ts';
import type { ControllerParts, StartRequest } from './controller-parts.ts';
import { HostStates } from './host-states.ts';
import { asSessionError, tracingState } from './outcome.ts';
import { Run } from './run.ts';
import { runListener } from './run-listener.ts';

/** The traces that are on, one a host: starts and stops them and knows how each is. Knows nothing of VS Code. */
export class TraceController {
  /** Those that ended too, until another one begins while none is on. */
  private readonly current: HostStates;
  private readonly runs = new Map<string, Run>();

  constructor(private readonly parts: ControllerParts) {
    this.current = new HostStates(() => parts.changed());
  }

  get states(): readonly HostState[] {
    return this.current.all;
  }

  /** How all of it is. */
  get state(): TraceState {
    return leadingState(this.states);
  }

  /** The hosts whose traces are on, or begin or end. */
  get busyHosts(): readonly string[] {
    return [...this.runs.keys()];
  }

  /** The hosts that requests can be sent from. */
  get tracedHosts(): readonly string[] {
    return this.states.filter(({ kind }) => kind === 'tracing').map(({ host }) => host);
  }

  /**
   * Starts the trace of a host, beside those of others. One of the same host that is on or being started is ended first.
   * @throws SessionError when it cannot be started, with code `cancelled` when it was stopped meanwhile
   */
  async start(request: StartRequest): Promise<void> {
    const host = formatTarget(request.target);
    const before = this.runs.get(host);
    // What ended before is no news beside what begins now.
    if (this.runs.size === 0) this.current.clear();
    const run = new Run();
    this.runs.set(host, run);
    const abort = () => run.abort.abort();
    request.signal.addEventListener('abort', abort, { once: true });
    if (request.signal.aborted) abort();
    try {
      if (before) await this.finish(before, host);
      const session = await this.parts.startSession(request.target, request.options, {
        prompts: request.prompts,
        listener: runListener(run, host, request, {
          parts: this.parts,
          states: this.current,
          isOn: () => this.runs.get(host) === run,
          begin: () => this.begin(run, host),
          end: (error) => this.end(run, host, error),
        }),
        signal: run.abort.signal,
      });
      run.session = session;
      this.begin(run, host);
      if (run.ended) this.end(run, host, run.ended.error);
      else if (!run.stopping) this.current.set(tracingState(host, request.options, session));
    } catch (error) {
      const failure = asSessionError(error, host);
      this.parts.log(`${host}: ${failure.message}`, failure);
      if (this.runs.get(host) === run) this.failed(host, failure);
      throw failure;
    } finally {
      request.signal.removeEventListener('abort', abort);
      run.settled();
    }
  }

  /**
   * Ends the trace of a host that is on or being started, or all of them; returns when nothing is left of them on the
   * hosts.
   * @throws what a session threw when it could not make sure of that, after all were ended
   */
  async stop(host?: string): Promise<void> {
    const hosts = host === undefined ? this.busyHosts : [host];
    const results = await Promise.allSettled(hosts.map((each) => this.stopOne(each)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /**
   * Sends a request from a host that is traced.
   * @throws SessionError when it cannot be sent
   */
  async replay(host: string, params: ReplayParams): Promise<ReplayResult> {
    const session = this.runs.get(host)?.session;
    if (session) return await session.replay(params);
    const message = `${host} is not traced any more: start its trace again.`;
    throw new SessionError('replay-failed', message);
  }

  private async stopOne(host: string): Promise<void> {
    const run = this.runs.get(host);
    if (!run) return;
    try {
      await this.finish(run, host);
    } catch (error) {
      this.parts.log(`${host}: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    } finally {
      if (this.runs.get(host) === run) {
        this.runs.delete(host);
        if (this.current.of(host)) this.current.set({ kind: 'stopped', host });
      }
    }
  }

  private async finish(run: Run, host: string): Promise<void> {
    if (this.current.of(host)) this.current.set({ kind: 'stopping', host });
    await run.stop();
  }

  /**
   * The rows of earlier traces stay until there is something new to show, and for good beside other traces that are on
   * or where they are preserved.
   * @returns the number of the trace
   */
  private begin(run: Run, host: string): number {
    const { store, preserves } = this.parts;
    if (run.trace !== undefined) return run.trace;
    const others = [...this.runs.values()].some(({ trace }) => trace !== undefined);
    const beside = others || (preserves() && !store.isEmpty);
    run.trace = store.begin(host, beside, run.clockAheadMs);
    return run.trace;
  }

  private end(run: Run, host: string, error: SessionError | undefined): void {
    if (this.runs.get(host) !== run || run.stopping) return;
    this.runs.delete(host);
    if (!error) {
      this.current.set({ kind: 'stopped', host });
      return;
    }
    this.parts.log(`${host}: ${error.message}`, error);
    this.current.set({ kind: 'lost', host, message: error.message });
    this.parts.lost(error);
  }

  private failed(host: string, failure: SessionError): void {
    this.runs.delete(host);
    if (failure.code !== 'cancelled') {
      this.current.set({ kind: 'failed', host, message: failure.message });
      return;
    }
    this.current.forget(host);
  }
}
