import { contentKind, mediaTypeOf } from '../content/kind.ts';
import { grpcCallOf } from '../grpc/call.ts';
import { readProtobuf } from '../grpc/protobuf.ts';
import type { Exchange, MessageStream, StreamedMessage } from '../protocol/exchange.ts';
import { redactBody } from '../redaction/body.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { ExchangeDraft } from './draft.ts';
import type { LoggedMessage } from './message-log.ts';

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
    ...(request?.log?.latest ?? []).map((item) => tellOne(item, 'client', offsetMs, redactor)),
    ...(response?.log?.latest ?? []).map((item) => tellOne(item, 'server', offsetMs, redactor)),
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

function redactedMessage(message: string | undefined, redactor: Redactor | null) {
  if (message === undefined || !redactor) return {};
  return { message: redactor.secrets.replaceIn(message) };
}

function tellOne(
  { timeNs, kind, size, content, whole, more }: LoggedMessage,
  from: StreamedMessage['from'],
  offsetMs: number,
  redactor: Redactor | null,
): StreamedMessage {
  return {
    timeMs: timeNs / 1e6 + offsetMs,
    from,
    kind,
    size,
    ...tellContent(kind, content, whole, more?.compressed === true, redactor),
    ...(whole ? {} : { cut: true as const }),
    ...more,
  };
}

function tellContent(
  kind: StreamedMessage['kind'],
  content: string,
  whole: boolean,
  compressed: boolean,
  redactor: Redactor | null,
): Pick<StreamedMessage, 'text' | 'data' | 'fields'> {
  if (content === '') return {};
  const bytes = Buffer.from(content, 'latin1');
  if (kind === 'message') {
    const fields = compressed ? null : readProtobuf(bytes, whole);
    return { data: bytes.toString('base64'), ...(fields && { fields }) };
  }
  const isText = kind === 'text' || kind === 'event' || kind === 'close';
  const found = isText ? 'text' : contentKind(noType, bytes);
  if (found === 'binary' || found === 'image') return { data: bytes.toString('base64') };
  if (!redactor) return { text: bytes.toString('utf8') };
  const { text } = redactBody(content, found, noType, redactor.secrets);
  return { text: Buffer.from(text, 'latin1').toString('utf8') };
}
