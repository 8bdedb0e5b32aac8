import type { Action } from './protocol/messages.ts';
import { leadingState, type PanelState, type Traffic } from './protocol/state.ts';
import { formatBytes, formatCount } from './text/format.ts';
import { hostList } from './text/host-list.ts';
import { type Noun, plural } from './text/nouns.ts';
import { t } from './text/t.ts';

/** Why a table has no rows. */
export interface Emptiness {
  readonly why:
    | 'idle'
    | 'busy'
    | 'paused'
    | 'filtered'
    | 'file'
    | 'nothing'
    | 'stopped'
    | 'failed'
    | 'lost';
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

const none = {
  exchange: t('no exchanges'),
  connection: t('no connections'),
  endpoint: t('no endpoints'),
};

const start = { label: t('Start HTTP trace'), action: 'start' } as const;

/** The reason why nothing is shown, with what mends it; `what` is what the rows are called. */
export function emptinessOf(
  { traces, file, paused, traffic }: PanelState,
  { shown, held, waiting }: ListCounts,
  what: Extract<Noun, 'exchange' | 'connection' | 'endpoint'>,
): Emptiness | undefined {
  if (shown > 0) return undefined;
  if (held > waiting) {
    return {
      why: 'filtered',
      text: t('The filter hides {0}.', plural(held - waiting, what)),
      mend: { label: t('Clear filter'), action: 'unfilter' },
    };
  }
  if (file) {
    return file.problem === ''
      ? { why: 'file', text: t('{0} holds {1}.', file.name, none[what]) }
      : { why: 'failed', text: file.problem };
  }
  const trace = leadingState(traces);
  // Several of which all is alike are told together.
  const hosts = hostList(traces.filter(({ kind }) => kind === trace.kind));
  if (paused && trace.kind === 'tracing') {
    return {
      why: 'paused',
      text:
        waiting > 0
          ? t('Paused; {0} came meanwhile.', plural(waiting, what))
          : t('Paused; nothing new is shown.'),
      mend: { label: t('Resume'), action: 'resume' },
    };
  }
  switch (trace.kind) {
    case 'idle':
      return {
        why: 'idle',
        text: t('No host is traced.'),
        more: t('Pick a Linux host and see its HTTP requests here, with nothing changed on it.'),
        mend: start,
      };
    case 'connecting':
      return {
        why: 'busy',
        text: trace.step,
        more: trace.host,
        mend: { label: t('Cancel'), action: 'stop' },
      };
    case 'stopping':
      return { why: 'busy', text: t('Leaving {0}', hosts) };
    case 'tracing':
      return {
        why: 'nothing',
        text: t('Tracing {0}; {1} seen yet.', hosts, none[what]),
        more: seenSoFar(traffic),
        mend: mendOf(traffic, what),
      };
    case 'stopped':
      return { why: 'stopped', text: t('The trace of {0} has ended.', hosts), mend: start };
    case 'failed':
      return {
        why: 'failed',
        text: t('{0} could not be traced.', trace.host),
        more: trace.message,
        mend: start,
      };
    case 'lost':
      return { why: 'lost', text: trace.message, mend: start };
  }
}

/** What there is in place of HTTP. */
function seenSoFar({ seen, open, bytes, encrypted }: Traffic): string {
  if (seen === 0) return t('No connection was seen either. Make a request to or from that host.');
  const sentences = [
    bytes > 0
      ? t(
          '{0} seen, {1} open, {2}, but no HTTP on them.',
          plural(seen, 'connection'),
          formatCount(open),
          formatBytes(bytes),
        )
      : t(
          '{0} seen, {1} open, but no HTTP on them.',
          plural(seen, 'connection'),
          formatCount(open),
        ),
  ];
  if (encrypted > 0) {
    sentences.push(
      encrypted === 1
        ? t(
            'One of them uses a port of TLS: encrypted traffic (HTTPS) is there, but cannot be read.',
          )
        : t(
            '{0} of them use ports of TLS: encrypted traffic (HTTPS) is there, but cannot be read.',
            formatCount(encrypted),
          ),
    );
  }
  return sentences.join(' ');
}

function mendOf({ seen }: Traffic, what: Noun): Mend {
  return seen > 0 && what !== 'connection'
    ? { label: t('Show connections'), action: 'connections' }
    : { label: t('Check host'), action: 'checkHost' };
}
