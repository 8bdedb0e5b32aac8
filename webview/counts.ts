import type { RowWindow } from './protocol/rows.ts';
import type { Dropped } from './protocol/state.ts';
import { formatCount } from './text/format.ts';
import { plural } from './text/nouns.ts';
import { t } from './text/t.ts';

/** `shown / held`, and in words what that means. */
export function countOf(
  { shown, held, waiting }: Pick<RowWindow<never>, 'shown' | 'held' | 'waiting'>,
  dropped: Dropped,
): { readonly text: string; readonly tooltip: string } {
  const sentences = [t('{0} shown of {1} held.', plural(shown, 'exchange'), formatCount(held))];
  if (waiting > 0) sentences.push(t('{0} came since the pause.', plural(waiting, 'exchange')));
  if (dropped.exchanges > 0) {
    sentences.push(
      t('{0} let go to stay within the limit.', plural(dropped.exchanges, 'exchange')),
    );
  }
  if (dropped.bodies > 0) {
    sentences.push(t('The bodies of {0} were let go.', plural(dropped.bodies, 'exchange')));
  }
  const text = `${formatCount(shown)} / ${formatCount(held)}`;
  return {
    text: waiting > 0 ? `${text} (+${formatCount(waiting)})` : text,
    tooltip: sentences.join('\n'),
  };
}
