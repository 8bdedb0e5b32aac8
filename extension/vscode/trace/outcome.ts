import type { Refusal } from '../../../remote-agent/protocol/messages.ts';
import type { HostState } from '../../../webview/protocol/state.ts';
import { type Session, SessionError, type StartOptions } from '../../core/session/session.ts';
import { printable } from '../../core/text/printable.ts';

/** The state of a host whose trace is on. */
export function tracingState(
  host: string,
  { redact }: StartOptions,
  { started, kernel }: Session,
): HostState {
  const design = `${started.design} (${started.attachment})`;
  const refused = started.refused.map(inShort);
  return { kind: 'tracing', host, design, kernel, refused, secretsShown: !redact };
}

/** The first of the reasons; the log has all of them. */
function inShort({ design, attachment, reason }: Refusal): string {
  return `${design} (${attachment}): ${printable(reason.split(/[;\n]/)[0] ?? '', 120)}`;
}

/** What made a start fail, as a sentence. */
export function asSessionError(error: unknown, host: string): SessionError {
  if (error instanceof SessionError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new SessionError('agent-failed', `The trace of ${host} could not be started: ${reason}`, {
    cause: error,
  });
}
