import type { StreamedMessage } from '../../remote-agent/protocol/exchange.ts';
import { become } from '../become.ts';
import { element } from '../dom.ts';
import { icon } from '../icons.ts';
import type { MessageReading } from '../protocol/messages.ts';
import { isSame } from '../same.ts';
import { formatBytes, formatTime } from '../text/format.ts';
import { t } from '../text/t.ts';
import { visibleLine, visibleText } from '../text/visible.ts';
import { decodeBase64 } from './body.ts';
import { hexLines } from './hex.ts';
import { indentJson } from './json.ts';
import { fieldsPreview, fieldTree, readingParts } from './protobuf.ts';

const longest = 100_000;
const mostBytes = 16_384;

/** One message of a stream; what is in it is drawn when it is opened. */
export class MessageElement {
  readonly node = element('details', { class: 'message' });
  private readonly summary = element('summary');
  private readonly content = element('div');
  private told: readonly [StreamedMessage, readonly MessageReading[]] | undefined;
  private drawn = false;

  constructor() {
    this.node.append(this.summary, this.content);
    this.node.addEventListener('toggle', () => this.draw());
  }

  show(message: StreamedMessage, readings: readonly MessageReading[]): void {
    const told = [message, readings] as const;
    if (isSame(told, this.told)) return;
    this.told = told;
    this.drawn = false;
    this.node.dataset['from'] = message.from;
    become(this.summary, summaryOf(message, readings[0]));
    this.draw();
  }

  private draw(): void {
    if (this.drawn || !this.node.open || !this.told) return;
    this.drawn = true;
    become(this.content, element('div', {}, ...contentOf(...this.told)));
  }
}

function summaryOf(message: StreamedMessage, reading: MessageReading | undefined): HTMLElement {
  const { from, kind, size, timeMs, eventType } = message;
  const client = from === 'client';
  return element(
    'summary',
    {},
    icon(client ? 'up' : 'down', client ? t('from the client') : t('from the server')),
    element('span', { class: 'time' }, formatTime(timeMs)),
    element('span', { class: 'kind' }, visibleLine(eventType ?? kind)),
    element('span', { class: 'preview' }, visibleLine(previewOf(message, reading))),
    element('span', { class: 'length' }, formatBytes(size)),
  );
}

function previewOf(
  { text, data, undecodable, closeCode, fields }: StreamedMessage,
  reading: MessageReading | undefined,
): string {
  if (closeCode !== undefined) return `${closeCode} ${text ?? ''}`;
  if (text !== undefined) return text.slice(0, 300);
  const known = reading?.fields ?? fields;
  if (known) return fieldsPreview(known);
  return undecodable ?? (data === undefined ? '' : t('bytes'));
}

function contentOf(message: StreamedMessage, readings: readonly MessageReading[]): HTMLElement[] {
  const { text, data, fields, undecodable, cut, unfinished, compressed, eventId } = message;
  const facts = [
    ...(eventId ? [`id ${eventId}`] : []),
    ...(compressed ? [t('compressed')] : []),
    ...(unfinished ? [t('others follow that belong to it')] : []),
    ...(cut ? [t('only its beginning is here')] : []),
    ...(undecodable ? [undecodable] : []),
  ];
  return [
    ...(facts.length > 0 ? [element('p', { class: 'hint' }, visibleLine(facts.join(', ')))] : []),
    ...readingParts(readings),
    ...(fields && readings.length === 0 ? [fieldTree(fields)] : []),
    ...(text ? [pre('text', visibleText((indentJson(text) ?? text).slice(0, longest)))] : []),
    ...(data && !fields && readings.length === 0 ? [hexOf(data)] : []),
  ];
}

function hexOf(data: string): HTMLElement {
  const bytes = decodeBase64(data);
  return bytes
    ? pre('bytes', hexLines(bytes.subarray(0, mostBytes)))
    : element('p', { class: 'hint' }, t('It did not arrive in a readable form.'));
}

function pre(kind: 'text' | 'bytes', text: string): HTMLElement {
  return element('pre', { class: `body ${kind}`, tabindex: '0' }, text);
}
