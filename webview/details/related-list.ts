import { element, setAttribute } from '../dom.ts';
import type { RelatedExchange } from '../protocol/messages.ts';
import { formatDuration } from '../text/format.ts';
import { visibleLine } from '../text/visible.ts';

/** Exchanges on one scale of time, each of which leads to its details. */
export function relatedList(
  all: readonly RelatedExchange[],
  current: string,
  select: (id: string) => void,
): HTMLElement {
  const from = Math.min(...all.map(({ timing }) => timing.startMs));
  const to = Math.max(...all.map(({ timing }) => lastMs(timing)));
  const several = new Set(all.map(({ tracedHost }) => tracedHost)).size > 1;
  const list = element('ol', { class: 'related' });
  for (const each of all) {
    const link = element('button', { class: 'link', title: nameOf(each) }, labelOf(each, several));
    setAttribute(link, 'aria-current', each.id === current ? 'true' : null);
    link.addEventListener('click', () => select(each.id));
    link.style.setProperty('--depth', String(Math.min(each.depth, 12)));
    list.append(
      element(
        'li',
        { 'data-related': each.id, 'data-key': each.id },
        link,
        bar(each.timing, from, Math.max(to - from, 0.001)),
        element('span', { class: 'length' }, durationOf(each)),
      ),
    );
  }
  return list;
}

/** @param withHost they are of several hosts */
function labelOf(each: RelatedExchange, withHost: boolean): string {
  const { status, method, target, tracedHost } = each;
  const label = `${status ?? '…'} ${method} ${target}`;
  return visibleLine((withHost ? `${label} · ${tracedHost}` : label).slice(0, 300));
}

export function nameOf(related: RelatedExchange): string {
  const { method, target, authority, process, tracedHost } = related;
  const where = tracedHost ? `${tracedHost}, ${process}` : process;
  return visibleLine(`${where}: ${method} ${authority}${target}`.slice(0, 1000));
}

type Timing = RelatedExchange['timing'];

function lastMs({ requestEndMs, responseStartMs, endMs }: Timing): number {
  return endMs ?? responseStartMs ?? requestEndMs;
}

function durationOf({ timing }: RelatedExchange): string {
  return formatDuration(timing.endMs === null ? null : timing.endMs - timing.startMs);
}

function bar(timing: Timing, from: number, span: number): HTMLElement {
  const fill = element('span', { class: 'fill waiting' });
  const share = (ms: number) => `${((ms / span) * 100).toFixed(3)}%`;
  fill.style.marginInlineStart = share(timing.startMs - from);
  fill.style.width = share(Math.max(0, lastMs(timing) - timing.startMs));
  fill.classList.toggle('open', timing.endMs === null);
  return element('span', { class: 'track', 'aria-hidden': 'true' }, fill);
}
