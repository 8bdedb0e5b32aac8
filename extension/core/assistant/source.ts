import type { Redactor } from '../../../remote-agent/redaction/redactor.ts';
import type { RouteTraffic } from '../routes/traffic.ts';
import type { TraceStore } from '../store/trace-store.ts';

/** What an assistant's tools read. They change nothing of it. */
export interface AssistantSource {
  readonly store: TraceStore;
  /** How the trace is, in one sentence. */
  status(): string;
  /**
   * Replaces secrets once more: a trace may have been started with secrets shown, and exchanges may come from a file.
   */
  redactor(): Redactor;
  /** Routes of sources with their traffic; `undefined` where no sources are known. */
  routes(): Promise<RouteTraffic | undefined>;
}

/** A question that cannot be answered as it was asked; `message` is for whoever asked. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError';
}
