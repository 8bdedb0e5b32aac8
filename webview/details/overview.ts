import type { Cause, Exchange } from '../../remote-agent/protocol/exchange.ts';
import { element } from '../dom.ts';
import { completenessSentences } from '../text/completeness.ts';
import { formatBytes, formatDate } from '../text/format.ts';
import { t } from '../text/t.ts';
import { visibleLine } from '../text/visible.ts';
import { processWords } from './connection.ts';
import type { Shown } from './details.ts';
import { fieldList, section } from './fields.ts';
import { otherEndFields, timingBars } from './timing.ts';

export function overviewParts({ exchange, tracedHost }: Shown): HTMLElement[] {
  const { request, response, completeness, timing, process, protocol, scheme } = exchange;
  return [
    section(t('Timing'), timingBars(timing)),
    section(t('Completeness'), sentences(completenessSentences(completeness))),
    section(
      t('Summary'),
      fieldList([
        [t('Started'), formatDate(timing.startMs)],
        [t('Method'), request.method],
        [t('Host'), request.authority || '–'],
        [t('Target'), request.target],
        [t('Status'), response ? `${response.status} ${response.reason}`.trim() : '–'],
        [t('Request body'), formatBytes(request.bodyBytes)],
        [t('Response body'), formatBytes(response?.bodyBytes ?? null)],
        [t('Protocol'), `${protocol} (${scheme})`],
        ...(tracedHost ? [[t('Traced host'), tracedHost] as const] : []),
        [exchange.side === 'server' ? t('Served by') : t('Sent by'), processWords(process)],
        ...otherEndFields(timing),
        ...linkFields(exchange),
      ]),
    ),
  ];
}

const causeWords = {
  'trace-id': t('the same trace id'),
  thread: t('inferred: nothing else was answered by that thread then'),
  process: t('inferred: nothing else was answered by that process then'),
} as const satisfies Record<Cause['by'], string>;

/** The trace that an exchange belongs to, and the exchange that it was made for. */
function linkFields({ trace, cause }: Exchange): [name: string, value: string][] {
  return [
    ...(trace?.traceId ? [[t('Trace'), trace.traceId] as [string, string]] : []),
    ...(trace?.requestId ? [[t('Request id'), trace.requestId] as [string, string]] : []),
    ...(cause
      ? [
          [
            t('Made for'),
            t('exchange {0} ({1})', cause.exchange, causeWords[cause.by] ?? cause.by),
          ] as [string, string],
        ]
      : []),
  ];
}

function sentences(all: readonly string[]): HTMLElement {
  return element(
    'ul',
    { class: 'sentences' },
    ...all.map((sentence) => element('li', {}, visibleLine(sentence))),
  );
}
