import type { Prompts } from '../../core/session/prompts.ts';
import type {
  Session,
  SessionError,
  SessionListener,
  SessionStep,
  StartOptions,
  TraceTarget,
} from '../../core/session/session.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';

export interface SessionParts {
  readonly prompts: Prompts;
  readonly listener: SessionListener;
  readonly signal: AbortSignal;
}

export interface ControllerParts {
  readonly store: TraceStore;
  /** Whether the rows of earlier traces stay when another one begins while none is on. */
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
