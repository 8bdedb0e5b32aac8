import { contentText } from '../../remote-agent/content/text.ts';
import { element } from '../dom.ts';
import { formatBytes } from '../text/format.ts';
import { t } from '../text/t.ts';
import { visibleLine } from '../text/visible.ts';
import { type Field, fieldText } from './fields.ts';
import type { FormPart } from './multipart.ts';

/** A part of a form: its value, and of a file, or what else is no text, what it is. */
export function partField({ name, fileName, type, bytes, cut }: FormPart): Field {
  const text = fileName === undefined ? contentText(bytes, { type, cut }) : undefined;
  const facts = [
    ...(fileName === undefined ? [] : [fileName || t('a file without a name')]),
    ...(type === '' ? [] : [type]),
    ...(text === undefined ? [formatBytes(bytes.length)] : []),
    ...(cut ? [t('only its beginning is here')] : []),
  ];
  return [
    name,
    [
      ...(text ? [element('span', {}, fieldText(text))] : []),
      ...(facts.length > 0
        ? [element('span', { class: 'facts' }, visibleLine(facts.join(', ')))]
        : []),
    ],
  ];
}
