import type { StreamedMessage } from '../../remote-agent/protocol/exchange.ts';
import { element } from '../dom.ts';
import { icon } from '../icons.ts';
import type { MessageReading } from '../protocol/messages.ts';
import { formatBytes, formatCount, formatTime } from '../text/format.ts';
import { plural } from '../text/nouns.ts';
import { t } from '../text/t.ts';
import { visibleLine, visibleText } from '../text/visible.ts';
import { decodeBase64 } from './body.ts';
import type { Shown } from './details.ts';
import { hexLines } from './hex.ts';
import { indentJson } from './json.ts';
import { fieldsPreview, fieldTree, readingParts } from './protobuf.ts';

/** Drawn at most; the exchange itself holds the latest ones. */
const most = 500;
const longest = 100_000;
const mostBytes = 16_384;

/** WebSocket frames, server-sent events or gRPC messages, each of which opens. */
export function messagesParts({ exchange, readings }: Shown): HTMLElement[] {
  const { messages } = exchange;
  if (!messages) {
    const why = t(
      'It carries no messages: it is neither a WebSocket, nor server-sent events, nor gRPC.',
    );
    return [element('p', { class: 'hint' }, why)];
  }
  const { fromClient, fromServer, items, lossy } = messages;
  const held = items.slice(-most);
  const sum = [
    t(
      '{0} from the client, {1} from the server.',
      plural(fromClient, 'message'),
      formatCount(fromServer),
    ),
    ...(held.length < fromClient + fromServer ? [t('The latest {0} are here.', held.length)] : []),
    ...(lossy ? [t('Bytes are missing, among which there may have been others.')] : []),
  ].join(' ');
  const list = element('div', { class: 'messages' });
  const skipped = items.length - held.length;
  list.append(
    ...held.map((message, index) => messageElement(message, readings[skipped + index] ?? [])),
  );
  return [element('p', { class: 'hint' }, sum), list];
}

function messageElement(
  message: StreamedMessage,
  readings: readonly MessageReading[],
): HTMLElement {
  const { from, kind, size, timeMs } = message;
  const client = from === 'client';
  const details = element(
    'details',
    { class: 'message', 'data-from': from },
    element(
      'summary',
      {},
      icon(client ? 'up' : 'down', client ? t('from the client') : t('from the server')),
      element('span', { class: 'time' }, formatTime(timeMs)),
      element('span', { class: 'kind' }, visibleLine(message.eventType ?? kind)),
      element('span', { class: 'preview' }, visibleLine(previewOf(message, readings[0]))),
      element('span', { class: 'length' }, formatBytes(size)),
    ),
  );
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) {
      details.append(...contentOf(message, readings));
    }
  });
  return details;
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
