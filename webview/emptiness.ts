import type { Action } from './protocol/messages.ts';
import type { PanelState, Traffic } from './protocol/state.ts';
import { formatBytes, formatCount, plural } from './text/format.ts';

/** Why a table has no rows. */
export interface Emptiness {
  readonly why: 'idle' | 'busy' | 'paused' | 'filtered' | 'nothing' | 'stopped' | 'failed' | 'lost';
  readonly text: string;
  readonly more?: string;
  readonly mend?: Mend;
}

/** What the page does by itself, beside what it asks the extension to do. */
export type PageAction = Action | 'unfilter' | 'connections';

interface Mend {
  readonly label: string;
  readonly action: PageAction;
}

export interface ListCounts {
  readonly shown: number;
  readonly held: number;
  readonly waiting: number;
}

const start = { label: 'Start HTTP trace', action: 'start' } as const;

/** The reason why nothing is shown, with what mends it; `what` is what the rows are called. */
export function emptinessOf(
  { trace, paused, traffic }: PanelState,
  { shown, held, waiting }: ListCounts,
  what: { readonly one: string; readonly many: string },
): Emptiness | undefined {
  if (shown > 0) return undefined;
  if (held > waiting) {
    return {
      why: 'filtered',
      text: `The filter hides ${plural(held - waiting, what.one, what.many)}.`,
      mend: { label: 'Clear filter', action: 'unfilter' },
    };
  }
  if (paused && trace.kind === 'tracing') {
    return {
      why: 'paused',
      text:
        waiting > 0
          ? `Paused; ${plural(waiting, what.one, what.many)} came meanwhile.`
          : 'Paused; nothing new is shown.',
      mend: { label: 'Resume', action: 'resume' },
    };
  }
  switch (trace.kind) {
    case 'idle':
      return {
        why: 'idle',
        text: 'No host is traced.',
        more: 'Pick a Linux host and see its HTTP requests here, with nothing changed on it.',
        mend: start,
      };
    case 'connecting':
      return {
        why: 'busy',
        text: trace.step,
        more: trace.host,
        mend: { label: 'Cancel', action: 'stop' },
      };
    case 'stopping':
      return { why: 'busy', text: `Leaving ${trace.host}` };
    case 'tracing':
      return {
        why: 'nothing',
        text: `Tracing ${trace.host}; no ${what.many} seen yet.`,
        more: seenSoFar(traffic),
        mend: mendOf(traffic, what.many),
      };
    case 'stopped':
      return { why: 'stopped', text: `The trace of ${trace.host} has ended.`, mend: start };
    case 'failed':
      return {
        why: 'failed',
        text: `${trace.host} could not be traced.`,
        more: trace.message,
        mend: start,
      };
    case 'lost':
      return { why: 'lost', text: trace.message, mend: start };
  }
}

/** What there is in place of HTTP. */
function seenSoFar({ seen, open, bytes, encrypted }: Traffic): string {
  if (seen === 0) return 'No connection was seen either. Make a request to or from that host.';
  const sentences = [
    `${plural(seen, 'connection')} seen, ${formatCount(open)} open${bytes > 0 ? `, ${formatBytes(bytes)}` : ''}, but no HTTP on them.`,
  ];
  if (encrypted > 0) {
    const which =
      encrypted === 1 ? 'One of them uses a port' : `${formatCount(encrypted)} of them use ports`;
    sentences.push(`${which} of TLS: encrypted traffic (HTTPS) is there, but cannot be read.`);
  }
  return sentences.join(' ');
}

function mendOf({ seen }: Traffic, what: string): Mend {
  return seen > 0 && what !== 'connections'
    ? { label: 'Show connections', action: 'connections' }
    : { label: 'Check host', action: 'checkHost' };
}
