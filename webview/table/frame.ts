import { element } from '../dom.ts';
import type { Column } from './column.ts';

/** The fixed parts of a table: header, scrolled area, and the spacer that gives it its height. */
export function tableFrame<Row>(label: string, columns: readonly Column<Row>[]) {
  const headers = columns.map((column, index) =>
    element(
      'div',
      {
        class: column.align ? `cell ${column.align}` : 'cell',
        role: 'columnheader',
        'data-column': column.name,
        title: column.label,
        'aria-colindex': String(index + 1),
      },
      column.label,
    ),
  );
  const header = element('div', { class: 'row header', role: 'row', 'aria-rowindex': '1' });
  header.append(...headers);
  const spacer = element('div', { class: 'spacer', role: 'presentation' });
  const body = element('div', { class: 'rows', role: 'rowgroup' });
  const viewport = element('div', { class: 'viewport', role: 'presentation' }, spacer, body);
  const grid = element(
    'div',
    {
      class: 'table',
      role: 'grid',
      tabindex: '0',
      'aria-label': label,
      'aria-colcount': String(columns.length),
    },
    element('div', { role: 'rowgroup' }, header),
    viewport,
  );
  return { grid, viewport, spacer, body };
}
