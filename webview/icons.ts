import { element } from './dom.ts';

/** Outlines on a grid of 16 × 16, drawn with a stroke; forms differ so that colour is not needed to tell them apart. */
const outlines = {
  error: 'M5.5 1.5h5l4 4v5l-4 4h-5l-4-4v-5zM5.5 5.5l5 5M10.5 5.5l-5 5',
  warning: 'M8 2l6.5 12h-13zM8 6.5v3.5M8 12v.4',
  slow: 'M8 1.5a6.5 6.5 0 1 0 .01 0zM8 4.5V8l2.5 2',
  pending: 'M3 8h.4M8 8h.4M13 8h.4',
  partial: 'M8 1.5a6.5 6.5 0 1 0 .01 0M8 1.5v13M8 4h5M8 6.7h6.3M8 9.3h6.3M8 12h5',
  missing: 'M5 2.2a6.5 6.5 0 0 0 0 11.6M11 2.2a6.5 6.5 0 0 1 0 11.6M8 5v3.6M8 11v.4',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  down: 'M8 2.5v10M3.5 8L8 12.5 12.5 8',
  columns: 'M2 3h12v10H2zM6 3v10M10 3v10',
  ascending: 'M4 10l4-4 4 4',
  descending: 'M4 6l4 4 4-4',
  closed: 'M6 4l4 4-4 4',
  open: 'M4 6l4 4 4-4',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  in: 'M2.5 8h8M7 4.5L10.5 8 7 11.5M13.5 3v10',
  out: 'M5 8h8.5M10 4.5L13.5 8 10 11.5M2.5 3v10',
  both: 'M2.5 5.5h9M9 3l2.5 2.5L9 8M13.5 10.5h-9M7 8l-2.5 2.5L7 13',
  star: 'M8 1.8l1.9 4 4.4.5-3.3 3 .9 4.4L8 11.5l-3.9 2.2.9-4.4-3.3-3 4.4-.5z',
  recent: 'M3 4v3h3M3.3 7A5 5 0 1 1 3 9M8 5.5V8l2 1.3',
  editor: 'M9 2.5H3v11h10V7M8.5 7.5l5-5M10 2.5h3.5V6',
  note: 'M4 2h8v12l-4-3-4 3z',
  up: 'M8 13.5v-10M3.5 8L8 3.5 12.5 8',
  filter: 'M2 3.5h12M4.5 8h7M7 12.5h2',
} as const;

export type IconName = keyof typeof outlines;

/** An icon; without a label it is decoration that the text beside it explains. */
export function icon(name: IconName, label?: string): HTMLElement {
  const svg = svgElement('svg', { viewBox: '0 0 16 16', width: '16', height: '16' });
  svg.append(svgElement('path', { d: outlines[name] }));
  const attributes = label
    ? { class: `icon icon-${name}`, role: 'img', 'aria-label': label }
    : { class: `icon icon-${name}`, 'aria-hidden': 'true' as const };
  return element('span', attributes, svg);
}

function svgElement(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name) as SVGElement;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}
