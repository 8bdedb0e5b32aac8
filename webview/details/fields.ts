import { element } from '../dom.ts';
import { plural } from '../text/nouns.ts';
import { t } from '../text/t.ts';
import { visibleLine } from '../text/visible.ts';

/** Longer values are cut in the page; a header of a megabyte would make it stand still. */
const maxValue = 20_000;

export function section(title: string, ...children: readonly (Node | string)[]): HTMLElement {
  return element('section', {}, element('h3', {}, title), ...children);
}

/** Names and values as a list of descriptions. Everything is shown as text in which nothing is hidden. */
export function fieldList(
  fields: readonly (readonly [name: string, value: string])[],
): HTMLElement {
  const list = element('dl', { class: 'fields' });
  for (const [name, value] of fields) {
    list.append(element('dt', {}, visibleLine(name)), element('dd', {}, shortened(value)));
  }
  return list;
}

function shortened(value: string): string {
  if (value.length <= maxValue) return visibleLine(value);
  const rest = value.length - maxValue;
  return t('{0}… ({1} more)', visibleLine(value.slice(0, maxValue)), plural(rest, 'character'));
}
