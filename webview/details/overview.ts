import type { Cause, Exchange } from '../../remote-agent/protocol/exchange.ts';
import { element } from '../dom.ts';
import { completenessSentences } from '../text/completeness.ts';
import { formatBytes, formatDate } from '../text/format.ts';
import { visibleLine } from '../text/visible.ts';
import { processWords } from './connection.ts';
import { fieldList, section } from './fields.ts';
import { otherEndFields, timingBars } from './timing.ts';

export function overviewParts(exchange: Exchange): HTMLElement[] {
  const { request, response, completeness, timing, process, protocol, scheme } = exchange;
  return [
    section('Timing', timingBars(timing)),
    section('Completeness', sentences(completenessSentences(completeness))),
    section(
      'Summary',
      fieldList([
        ['Started', formatDate(timing.startMs)],
        ['Method', request.method],
        ['Host', request.authority || '–'],
        ['Target', request.target],
        ['Status', response ? `${response.status} ${response.reason}`.trim() : '–'],
        ['Request body', formatBytes(request.bodyBytes)],
        ['Response body', formatBytes(response?.bodyBytes ?? null)],
        ['Protocol', `${protocol} (${scheme})`],
        [exchange.side === 'server' ? 'Served by' : 'Sent by', processWords(process)],
        ...otherEndFields(timing),
        ...linkFields(exchange),
      ]),
    ),
  ];
}

const causeWords = {
  'trace-id': 'the same trace id',
  thread: 'inferred: nothing else was answered by that thread then',
  process: 'inferred: nothing else was answered by that process then',
} as const satisfies Record<Cause['by'], string>;

/** The trace that an exchange belongs to, and the exchange that it was made for. */
function linkFields({ trace, cause }: Exchange): [name: string, value: string][] {
  return [
    ...(trace?.traceId ? [['Trace', trace.traceId] as [string, string]] : []),
    ...(trace?.requestId ? [['Request id', trace.requestId] as [string, string]] : []),
    ...(cause
      ? [
          ['Made for', `exchange ${cause.exchange} (${causeWords[cause.by] ?? cause.by})`] as [
            string,
            string,
          ],
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
