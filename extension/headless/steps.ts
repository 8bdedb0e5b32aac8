import type { SessionStep } from '../core/session/session.ts';

const words: Record<SessionStep, string> = {
  connecting: 'Connecting',
  authenticating: 'Logging in',
  inspecting: 'Looking at the host',
  deploying: 'Uploading the agent',
  starting: 'Starting the trace',
};

/** A step of a start as a line of progress. */
export function describeStep(step: SessionStep, detail?: string): string {
  return `${words[step]}${detail ? ` (${detail})` : ''} …`;
}
