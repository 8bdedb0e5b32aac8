import { decodeContent } from '../content/decoded.ts';
import { contentKind, mediaTypeOf } from '../content/kind.ts';
import { grpcCallOf } from '../grpc/call.ts';
import { redactProtobuf } from '../grpc/redact.ts';
import type { Message } from '../http/message.ts';
import { readProtobuf } from '../protobuf/fields.ts';
import type {
  Exchange,
  HeaderField,
  MessageStream,
  StreamedMessage,
} from '../protocol/exchange.ts';
import { redactBody } from '../redaction/body.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { redactText } from '../redaction/text.ts';
import type { ExchangeDraft } from './draft.ts';
import { withoutSeams } from './fragments.ts';
import { contentLimit, type LoggedMessage, type MessageDetails } from './message-log.ts';
import { redactFrame } from './redact-frame.ts';

const noType = mediaTypeOf('');

/** What an exchange carries piece by piece, and what it is as a gRPC call; nothing where it is neither. */
export function tellMessages(
  { request, response }: ExchangeDraft,
  offsetMs: number,
  redactor: Redactor | null,
): Pick<Exchange, 'messages' | 'grpc'> {
  const log = request?.log ?? response?.log;
  if (!log) return {};
  const lossy = request?.log?.lossy || response?.log?.lossy;
  const items = [
    ...(request ? tellLog(request, 'client', offsetMs, redactor) : []),
    ...(response ? tellLog(response, 'server', offsetMs, redactor) : []),
  ].sort((a, b) => a.timeMs - b.timeMs);
  const messages: MessageStream = {
    protocol: log.protocol,
    fromClient: request?.log?.total ?? 0,
    fromServer: response?.log?.total ?? 0,
    items,
    ...(lossy && { lossy: true as const }),
  };
  const grpc = grpcCallOf(request, response);
  return {
    messages,
    ...(grpc && { grpc: { ...grpc, ...redactedMessage(grpc.message, redactor) } }),
  };
}

/** Of a server-sent event. */
function redactedEvent(
  { eventType, eventId }: MessageDetails = {},
  redactor: Redactor | null,
): Pick<StreamedMessage, 'eventType' | 'eventId'> {
  if (!redactor) return {};
  const { secrets } = redactor;
  const safe = (text: string) => redactText(text, secrets, () => {});
  return {
    ...(eventType !== undefined && { eventType: safe(eventType) }),
    ...(eventId !== undefined && { eventId: safe(eventId) }),
  };
}

function redactedMessage(message: string | undefined, redactor: Redactor | null) {
  if (message === undefined || !redactor) return {};
  return { message: redactText(message, redactor.secrets, () => {}) };
}

function tellLog(
  { log, fields }: Message,
  from: StreamedMessage['from'],
  offsetMs: number,
  redactor: Redactor | null,
): StreamedMessage[] {
  const coding = codingOf(fields);
  const kept = log?.latest ?? [];
  const holdsSecret = (content: string) =>
    redactor !== null && redactFrame(content, 'text', redactor) !== content;
  const items = redactor && log?.protocol === 'websocket' ? withoutSeams(kept, holdsSecret) : kept;
  const type = isJson(fields) ? 'json' : 'protobuf';
  return items.map((item) => {
    const shown = item.kind === 'message' ? readable(item, coding, redactor) : item;
    return tellOne(shown, type, from, offsetMs, redactor);
  });
}

/** gRPC whose messages are JSON, as its content's type says. */
function isJson(fields: readonly HeaderField[]): boolean {
  const type = fields.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return /^application\/grpc[\w-]*\+json\b/i.test(type);
}

/** How gRPC messages are compressed that say they are. */
function codingOf(fields: readonly HeaderField[]): string {
  return fields.find(([name]) => name.toLowerCase() === 'grpc-encoding')?.[1].toLowerCase() ?? '';
}

/** A compressed gRPC message decompressed; without a content where that cannot be searched for secrets. */
function readable(item: LoggedMessage, coding: string, redactor: Redactor | null): LoggedMessage {
  if (!item.more?.compressed || item.content === '') return item;
  const bytes = Buffer.from(item.content, 'latin1');
  const { bytes: decoded, end } = decodeContent(bytes, [coding], item.whole, contentLimit);
  if (decoded.length > 0 || end === 'complete') {
    return { ...item, content: decoded.toString('latin1'), whole: end === 'complete' };
  }
  const undecodable = `grpc-encoding ${coding}`;
  const content = redactor ? '' : item.content;
  return { ...item, content, more: { ...item.more, undecodable } };
}

function tellOne(
  { timeNs, kind, size, content, whole, more }: LoggedMessage,
  type: 'json' | 'protobuf',
  from: StreamedMessage['from'],
  offsetMs: number,
  redactor: Redactor | null,
): StreamedMessage {
  return {
    timeMs: timeNs / 1e6 + offsetMs,
    from,
    kind,
    size,
    ...tellContent(kind, type, content, whole, more?.undecodable !== undefined, redactor),
    ...(whole ? {} : { cut: true as const }),
    ...more,
    ...redactedEvent(more, redactor),
  };
}

function tellContent(
  kind: StreamedMessage['kind'],
  type: 'json' | 'protobuf',
  content: string,
  whole: boolean,
  undecodable: boolean,
  redactor: Redactor | null,
): Pick<StreamedMessage, 'text' | 'data' | 'fields'> {
  if (content === '') return {};
  const bytes = Buffer.from(content, 'latin1');
  if (kind === 'message' && (type === 'protobuf' || undecodable)) {
    const safe = redactor ? redactProtobuf(bytes, redactor.secrets) : bytes;
    const fields = undecodable ? null : readProtobuf(safe, whole);
    return { data: safe.toString('base64'), ...(fields && { fields }) };
  }
  const isText = kind === 'text' || kind === 'event' || kind === 'close' || kind === 'message';
  const found = isText ? 'text' : contentKind(noType, content);
  const isData = found === 'binary' || found === 'image';
  if (!redactor)
    return isData ? { data: bytes.toString('base64') } : { text: bytes.toString('utf8') };
  const isFrame = kind === 'text' || kind === 'continuation' || kind === 'binary';
  const text = isFrame
    ? redactFrame(content, found, redactor)
    : redactBody(content, found, noType, redactor.secrets).text;
  if (isData) return { data: Buffer.from(text, 'latin1').toString('base64') };
  return { text: Buffer.from(text, 'latin1').toString('utf8') };
}
