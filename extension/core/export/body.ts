import type {
  Exchange,
  MessageSide,
  RequestMessage,
  ResponseMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import { textOf } from '../exchange/decode-body.ts';
import { lackOf, replacedInBody } from '../exchange/lack.ts';

/** The content of a message without its codings; `undefined` where none of it is there. */
export type Decode = (message: RequestMessage | ResponseMessage) => Buffer | undefined;

/** Text, or bytes that are none. */
export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly base64: string };

/** The body to be read, as text in its charset. */
export function readableBody(message: RequestMessage | ResponseMessage, decode: Decode): Body {
  return bodyOf(decode(message), (bytes) => textOf(message, bytes));
}

/** The body to be sent: as text only where that is the same bytes in UTF-8. */
export function sendableBody(message: RequestMessage | ResponseMessage, decode: Decode): Body {
  return bodyOf(decode(message), plainText);
}

function bodyOf(bytes: Buffer | undefined, asText: (bytes: Buffer) => string | undefined): Body {
  if (bytes === undefined || bytes.length === 0) return { kind: 'none' };
  const text = asText(bytes);
  return text === undefined
    ? { kind: 'bytes', base64: bytes.toString('base64') }
    : { kind: 'text', text };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function plainText(bytes: Buffer): string | undefined {
  try {
    const text = utf8.decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** How the body of a message is not what was sent, in sentences; empty where it is. */
export function missingOf(exchange: Exchange, side: MessageSide): string {
  const { bodyBytes = 0 } = exchange[side] ?? {};
  const lack = lackOf(exchange, side, true);
  if (lack === 'body-not-captured') return `Its body of ${bodyBytes} bytes was not captured.`;
  const replaced = exchange[side] !== null && replacedInBody(exchange[side]);
  return [
    ...(lack === '' ? [] : [`Only the beginning of its body of ${bodyBytes} bytes was captured.`]),
    ...(replaced ? ['Secrets in its body were replaced.'] : []),
  ].join(' ');
}
