import type { AgentFailure, AgentFailureCode } from '../protocol/messages.ts';

/** The trace cannot start, or cannot go on; the message is one sentence for the user. */
export class CaptureFailure extends Error {
  override readonly name = 'CaptureFailure';

  constructor(
    readonly code: AgentFailureCode,
    message: string,
  ) {
    super(message);
  }

  toProtocol(): AgentFailure {
    return { code: this.code, message: this.message };
  }
}
