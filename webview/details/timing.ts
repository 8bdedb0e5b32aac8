import type { Timing } from '../../remote-agent/protocol/exchange.ts';
import { element } from '../dom.ts';
import { formatDuration } from '../text/format.ts';
import { t } from '../text/t.ts';

export interface Phase {
  readonly name: 'connect' | 'request' | 'waiting' | 'response';
  readonly label: string;
  /** From the start of the first phase. */
  readonly fromMs: number;
  /** `null` while it lasts, and where its end was not seen. */
  readonly lengthMs: number | null;
}

/** The phases of an exchange that have begun; clocks that ran backwards count as no time. */
export function phasesOf(timing: Timing): Phase[] {
  const { connectMs, startMs, requestEndMs, responseStartMs, endMs } = timing;
  const connected = Math.max(0, connectMs ?? 0);
  const request = Math.max(0, requestEndMs - startMs);
  const waited = responseStartMs === null ? null : Math.max(0, responseStartMs - requestEndMs);
  const waitedFrom = connected + request;
  const phases: Phase[] = [
    { name: 'request', label: t('Request sent'), fromMs: connected, lengthMs: request },
    { name: 'waiting', label: t('Waiting'), fromMs: waitedFrom, lengthMs: waited },
  ];
  if (connectMs !== undefined) {
    phases.unshift({ name: 'connect', label: t('Connecting'), fromMs: 0, lengthMs: connected });
  }
  if (waited !== null && responseStartMs !== null) {
    phases.push({
      name: 'response',
      label: t('Response received'),
      fromMs: waitedFrom + waited,
      lengthMs: endMs === null ? null : Math.max(0, endMs - responseStartMs),
    });
  }
  return phases;
}

/** What the other end saw, and how long bytes were between the two processes: for a list of fields. */
export function otherEndFields(timing: Timing): [name: string, value: string][] {
  const { peer, requestInSocketMs, responseInSocketMs } = timing;
  const seen = peer && peer.startMs !== null && peer.endMs !== null;
  const lengths: readonly (readonly [name: string, ms: number | undefined])[] = [
    [t('At the other end'), seen ? Number(peer.endMs) - Number(peer.startMs) : undefined],
    [t('Request unread'), requestInSocketMs],
    [t('Response unread'), responseInSocketMs],
  ];
  return lengths.flatMap(([name, ms]) => (ms === undefined ? [] : [[name, formatDuration(ms)]]));
}

/** A bar for each phase, on one scale. The total is the exchange's alone: connecting comes before it. */
export function timingBars(timing: Timing): HTMLElement {
  const phases = phasesOf(timing);
  const known = phases.reduce((sum, { lengthMs }) => sum + (lengthMs ?? 0), 0);
  const total = Math.max(known, 0.001);
  const table = element('div', { class: 'timing', role: 'table', 'aria-label': t('Timing') });
  for (const phase of phases) table.append(bar(phase, total));
  const whole =
    timing.endMs === null ? t('not over') : formatDuration(timing.endMs - timing.startMs);
  table.append(
    element(
      'div',
      { class: 'phase total', role: 'row' },
      element('span', { role: 'cell' }, t('Total')),
      element('span', { role: 'cell' }),
      element('span', { class: 'length', role: 'cell' }, whole),
    ),
  );
  return table;
}

function bar({ name, label, fromMs, lengthMs }: Phase, total: number): HTMLElement {
  const fill = element('span', { class: `fill ${name}` });
  const open = lengthMs === null;
  fill.classList.toggle('open', open);
  fill.style.marginInlineStart = percent(Math.min(fromMs, total), total);
  fill.style.width = open ? percent(Math.max(0, total - fromMs), total) : percent(lengthMs, total);
  return element(
    'div',
    { class: 'phase', role: 'row', 'data-phase': name },
    element('span', { role: 'cell' }, label),
    element('span', { class: 'track', role: 'cell' }, fill),
    element(
      'span',
      { class: 'length', role: 'cell' },
      open ? t('end not seen') : formatDuration(lengthMs),
    ),
  );
}

function percent(part: number, total: number): string {
  return `${((part / total) * 100).toFixed(3)}%`;
}
