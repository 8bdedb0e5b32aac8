import { element } from '../dom.ts';

/** The fixed parts of a table: header, scrolled area, and the spacer that gives it its height. */
export function tableFrame(label: string, header: HTMLElement) {
  const spacer = element('div', { class: 'spacer', role: 'presentation' });
  const body = element('div', { class: 'rows', role: 'rowgroup' });
  const viewport = element('div', { class: 'viewport', role: 'presentation' }, spacer, body);
  const grid = element(
    'div',
    { class: 'table', role: 'grid', tabindex: '0', 'aria-label': label },
    element('div', { role: 'rowgroup' }, header),
    viewport,
  );
  return { grid, viewport, spacer, body };
}
