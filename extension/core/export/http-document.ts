import type {
  Exchange,
  HeaderField,
  RequestMessage,
  ResponseMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import { type Decode, missingOf, readableBody } from './body.ts';

export interface HttpDocument {
  readonly request: string;
  readonly response: string | null;
}

/** Both messages of an exchange as text, to be read, searched and compared. JSON is indented. */
export function httpDocument(exchange: Exchange, decode: Decode): HttpDocument {
  const { request, response, protocol } = exchange;
  return {
    request: messageText(
      `${request.method} ${request.target} ${protocol}`,
      ...([request, decode, missingOf(exchange, 'request')] as const),
    ),
    response:
      response &&
      messageText(
        `${protocol} ${response.status} ${response.reason}`.trimEnd(),
        ...([response, decode, missingOf(exchange, 'response')] as const),
      ),
  };
}

/** The whole exchange as one document. */
export function exchangeText(exchange: Exchange, decode: Decode): string {
  const { request, response } = httpDocument(exchange, decode);
  return `${request}\n\n${response ?? '(no response)'}\n`;
}

function messageText(
  line: string,
  message: RequestMessage | ResponseMessage,
  decode: Decode,
  missing: string,
): string {
  const body = readableBody(message, decode);
  const content =
    body.kind === 'none'
      ? []
      : [body.kind === 'text' ? indented(body.text) : `(base64) ${body.base64}`];
  return [
    line,
    ...fieldLines(message.headers),
    '',
    ...content,
    ...(message.trailers?.length ? ['', ...fieldLines(message.trailers)] : []),
    ...(missing ? ['', `(${missing})`] : []),
  ]
    .join('\n')
    .trimEnd();
}

function fieldLines(fields: readonly HeaderField[]): readonly string[] {
  return fields.map(([name, value]) => `${name}: ${value}`);
}

/** Longer texts stay as they are, and so do numbers that a double cannot hold. */
function indented(text: string): string {
  if (text.length > 1_000_000 || !/^\s*[[{]/.test(text) || /\d{16}/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
