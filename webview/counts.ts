import type { RowWindow } from './protocol/rows.ts';
import type { Dropped } from './protocol/state.ts';
import { formatCount, plural } from './text/format.ts';

/** `shown / held`, and in words what that means. */
export function countOf(
  { start, end, held, waiting }: Pick<RowWindow<never>, 'start' | 'end' | 'held' | 'waiting'>,
  dropped: Dropped,
): { readonly text: string; readonly tooltip: string } {
  const shown = end - start;
  const sentences = [`${plural(shown, 'exchange')} shown of ${formatCount(held)} held.`];
  if (waiting > 0) sentences.push(`${plural(waiting, 'exchange')} came since the pause.`);
  if (dropped.exchanges > 0) {
    sentences.push(
      `${plural(dropped.exchanges, 'older exchange')} let go to stay within the limit.`,
    );
  }
  if (dropped.bodies > 0) {
    sentences.push(`The bodies of ${plural(dropped.bodies, 'exchange')} were let go.`);
  }
  const text = `${formatCount(shown)} / ${formatCount(held)}`;
  return {
    text: waiting > 0 ? `${text} (+${formatCount(waiting)})` : text,
    tooltip: sentences.join('\n'),
  };
}
