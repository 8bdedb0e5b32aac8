import { element } from '../dom.ts';
import { t } from '../text/t.ts';
import type { Shown } from './details.ts';
import { fieldList, section } from './fields.ts';
import { relatedList } from './related-list.ts';

const reasons = {
  'trace-id': t('by the trace id that both name'),
  thread: t('inferred from the thread that made it'),
  process: t('inferred from the process that made it'),
} as const;

/** The exchanges that belong to one piece of work, each below the one that it was made for. */
export function traceParts({ exchange, related, select }: Shown): HTMLElement[] {
  const { trace } = exchange;
  const facts: [string, string][] = [
    ...(trace?.traceId ? [[t('Trace id'), trace.traceId] as [string, string]] : []),
    ...(trace?.parentId ? [[t('Span of the sender'), trace.parentId] as [string, string]] : []),
    ...(trace?.requestId ? [[t('Request id'), trace.requestId] as [string, string]] : []),
    ...(trace?.sampled === undefined
      ? []
      : [[t('Sampled'), trace.sampled ? t('yes') : t('no')] as [string, string]]),
  ];
  if (related.trace.length <= 1 && facts.length === 0) {
    const why = t('It names no trace, and no other exchange is known that belongs to it.');
    return [element('p', { class: 'hint' }, why)];
  }
  const inferred = [...new Set(related.trace.flatMap(({ by }) => (by === null ? [] : [by])))];
  const how = inferred.map((by) => reasons[by] ?? by).join('; ');
  return [
    ...(facts.length > 0 ? [section(t('Context'), fieldList(facts))] : []),
    section(
      t('Exchanges ({0})', related.trace.length),
      relatedList(related.trace, exchange.id, select),
      ...(how ? [element('p', { class: 'hint' }, t('Linked {0}.', how))] : []),
    ),
  ];
}
