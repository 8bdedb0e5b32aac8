import type { SessionListener, SessionStep } from '../core/session/session.ts';

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

/** The listener's part for a connection that is cut and made again. */
export function tellOfCuts(
  say: (line: string) => void,
): Pick<SessionListener, 'interrupted' | 'resumed'> {
  return {
    interrupted: (reason) => say(`The connection was cut (${reason}); connecting again …`),
    resumed: () => say('Connected again.'),
  };
}
