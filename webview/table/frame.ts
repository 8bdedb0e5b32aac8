import { element } from '../dom.ts';

/** The fixed parts of a table: header, scrolled area, and the spacer that gives it its height. */
export function tableFrame(label: string, header: HTMLElement) {
  const spacer = element('div', { class: 'spacer', role: 'presentation' });
  const body = element('div', { class: 'rows', role: 'presentation' });
  // Chromium makes what scrolls a stop of the Tab key, unless it is told otherwise.
  const attributes = { class: 'viewport', role: 'rowgroup', tabindex: '-1' };
  const viewport = element('div', attributes, spacer, body);
  const grid = element(
    'div',
    { class: 'table', role: 'grid', tabindex: '0', 'aria-label': label },
    element('div', { role: 'rowgroup' }, header),
    viewport,
  );
  viewport.addEventListener('focus', () => grid.focus({ preventScroll: true }));
  return { grid, viewport, spacer, body };
}
