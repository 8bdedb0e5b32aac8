import type { ProtobufField } from '../../remote-agent/protocol/exchange.ts';
import { element } from '../dom.ts';
import type { MessageReading } from '../protocol/messages.ts';
import { plural } from '../text/nouns.ts';
import { t } from '../text/t.ts';
import { visibleLine } from '../text/visible.ts';

const longestValue = 2000;
const longestPreview = 300;

/** A message by the names of the workspace's schemas: once, or as often as files disagree. */
export function readingParts(readings: readonly MessageReading[]): HTMLElement[] {
  const several =
    readings.length > 1
      ? [hint(t('The workspace has {0} different schemas of this method.', readings.length))]
      : [];
  return [
    ...several,
    ...readings.flatMap(({ files, type, fields, unread }) => [
      hint(t('{0} of {1}', type, files.join(', '))),
      fields.length > 0 ? fieldTree(fields) : hint(t('It has no fields.')),
      ...(unread > 0 ? [hint(t('{0} at its end were not read.', plural(unread, 'byte')))] : []),
    ]),
  ];
}

/** Names, or only numbers: those are in a schema that nobody sent. */
export function fieldTree(fields: readonly ProtobufField[]): HTMLElement {
  const list = element('ul', { class: 'protobuf' });
  for (const { number, name, type, value, fields: inner } of fields) {
    const item = element(
      'li',
      { title: t('Field {0}', number) },
      element('span', { class: 'name' }, `${visibleLine(name ?? String(number))} `),
      element('span', { class: 'type' }, visibleLine(type)),
      ...(value === undefined ? [] : [` ${visibleLine(value.slice(0, longestValue))}`]),
    );
    if (inner) item.append(fieldTree(inner));
    list.append(item);
  }
  return list;
}

/** In a line. */
export function fieldsPreview(fields: readonly ProtobufField[]): string {
  return fields
    .map(({ number, name = number, value }) => `${name}: ${value ?? '{…}'}`)
    .join(', ')
    .slice(0, longestPreview);
}

function hint(text: string): HTMLElement {
  return element('p', { class: 'hint' }, visibleLine(text));
}
