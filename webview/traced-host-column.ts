import type { Column } from './table/column.ts';
import { t } from './text/t.ts';
import { visibleLine } from './text/visible.ts';

/** The host that a row was traced on; shown by itself where there are several. */
export const tracedHostColumn: Column<{ readonly tracedHost: string }> = {
  ...{ name: 'traced-host', label: t('Traced host'), width: 110, least: 70, leaves: 3.5 },
  extra: true,
  sortable: true,
  cell: ({ tracedHost }) => {
    const visible = visibleLine(tracedHost);
    return { text: visible, tooltip: visible };
  },
};
