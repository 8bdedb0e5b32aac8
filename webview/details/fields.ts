import { element } from '../dom.ts';
import { plural } from '../text/nouns.ts';
import { t } from '../text/t.ts';
import { visibleLine } from '../text/visible.ts';
import { More } from './more.ts';

/** Longer values are cut in the page; a header of a megabyte would make it stand still. */
const maxValue = 20_000;
const fieldsAtOnce = 200;

export function section(title: string, ...children: readonly (Node | string)[]): HTMLElement {
  return element('section', {}, element('h3', {}, title), ...children);
}

/** What a field of a list says: text, or elements where that is not all. */
export type Field = readonly [name: string, value: string | readonly HTMLElement[]];

/** Names and values as a list of descriptions. Everything is shown as text in which nothing is hidden. */
export function fieldList(fields: readonly Field[]): HTMLElement {
  const list = element('dl', { class: 'fields' });
  append(list, fields);
  return list;
}

/** The same for fields that may be any number: the first of them, and a button that shows more. */
export function longFieldList(fields: readonly Field[]): HTMLElement[] {
  const list = fieldList([]);
  let drawn = 0;
  const more = new More({
    atOnce: fieldsAtOnce,
    draw: (end) => {
      append(list, fields.slice(drawn, end));
      drawn = end;
    },
  });
  more.show(fields.length);
  return [list, more.button];
}

/** A text as it stands in a field. */
export function fieldText(value: string): string {
  if (value.length <= maxValue) return visibleLine(value);
  const rest = value.length - maxValue;
  return t('{0}… ({1} more)', visibleLine(value.slice(0, maxValue)), plural(rest, 'character'));
}

function append(list: HTMLElement, fields: readonly Field[]): void {
  for (const [name, value] of fields) {
    const shown = typeof value === 'string' ? [fieldText(value)] : value;
    list.append(element('dt', {}, visibleLine(name)), element('dd', {}, ...shown));
  }
}
