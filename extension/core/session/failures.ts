import type { AgentFailure, AgentFailureCode } from '../../../remote-agent/protocol/messages.ts';
import { printable } from '../text/printable.ts';
import { SessionError, type SessionErrorCode } from './session.ts';

const codes: Record<AgentFailureCode, SessionErrorCode> = {
  'no-privilege': 'no-privilege',
  'password-needed': 'password-needed',
  'password-refused': 'password-refused',
  'no-design': 'no-design',
  'no-btf': 'no-btf',
  'no-match': 'no-match',
  'loader-missing': 'agent-failed',
  'loader-ended': 'agent-failed',
  'protocol-mismatch': 'agent-failed',
  'bad-setting': 'agent-failed',
  'replay-failed': 'replay-failed',
};

/** What to do, where the agent's sentence does not say it. */
const advice: Partial<Record<AgentFailureCode, string>> = {
  'loader-missing': 'start the trace again to put it there anew.',
  'loader-ended': 'start the trace again, and look at the log if it happens again.',
};

/** The agent's own sentence with the host's name before it; the agent does not know what the host is called. */
export function fromAgentFailure(host: string, { code, message }: AgentFailure): SessionError {
  const known: Readonly<Record<string, SessionErrorCode>> = codes;
  const sessionCode = Object.hasOwn(known, code) ? known[code] : undefined;
  const said = printable(message, 1000);
  const advised = Object.hasOwn(advice, code) ? advice[code] : undefined;
  const sentence = advised === undefined ? said : `${said.replace(/\.$/, '')}; ${advised}`;
  return new SessionError(sessionCode ?? 'agent-failed', `${host}: ${sentence}`);
}

/** Last lines of an agent that ended by itself. */
export function agentDied(host: string, code: number | null, said: string): SessionError {
  const how = code === null ? 'was ended' : `ended with status ${code}`;
  const words = said === '' ? '' : ` (${said})`;
  return new SessionError(
    'agent-failed',
    `The agent on ${host} ${how}${words}; start the trace again, and look at the log if it happens again.`,
  );
}

export function agentMisbehaved(host: string, what: string): SessionError {
  return new SessionError(
    'agent-failed',
    `The agent on ${host} sent what is not understood (${printable(what)}), so the trace was ended; start it again to deploy the agent anew.`,
  );
}

export function connectionLost(host: string, reason: string): SessionError {
  const why = reason === '' ? '' : ` (${reason})`;
  return new SessionError(
    'connection-lost',
    `The connection to ${host} was lost${why}; the host ends the trace by itself: start it again once the host can be reached.`,
  );
}

/** A trace that was to be stopped on a host that cannot be reached just then. */
export function stopsByItself(host: string, seconds: number): SessionError {
  return new SessionError(
    'connection-lost',
    `${host} could not be reached to stop the trace there; it ends by itself within ${seconds} s.`,
  );
}

export function cancelled(host: string, what = 'Starting the trace on'): SessionError {
  return new SessionError('cancelled', `${what} ${host} was cancelled.`);
}
