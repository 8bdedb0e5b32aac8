import { send } from './host.ts';
import type { GroupName, ListName } from './protocol/messages.ts';
import type { Sort } from './table/layout.ts';
import { t } from './text/t.ts';

/** What exchanges can be grouped by. */
export const groupChoices = [
  { name: 'connection', label: t('Group by connection') },
  { name: 'process', label: t('Group by process') },
  { name: 'endpoint', label: t('Group by endpoint') },
  { name: 'trace', label: t('Group by trace') },
  { name: 'traced-host', label: t('Group by traced host') },
] as const satisfies readonly { name: GroupName; label: string }[];

/** Tells the extension the order and the groups that a list is wanted in. */
export function sendOrder(list: ListName, sort: Sort | null, by: string | null): void {
  const group = groupChoices.find(({ name }) => name === by)?.name ?? null;
  const { column = null, descending = false } = sort ?? {};
  send('order', { list, column, descending, group });
}
