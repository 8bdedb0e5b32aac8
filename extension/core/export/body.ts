import type {
  Exchange,
  MessageSide,
  RequestMessage,
  ResponseMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import { lackOf, replacedInBody } from '../exchange/lack.ts';

/** The content of a message without its codings; `undefined` where none of it is there. */
export type Decode = (message: RequestMessage | ResponseMessage) => Buffer | undefined;

/** Text, or bytes that are none. */
export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly base64: string };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function bodyOf(message: RequestMessage | ResponseMessage, decode: Decode): Body {
  const bytes = decode(message);
  if (bytes === undefined || bytes.length === 0) return { kind: 'none' };
  try {
    const text = utf8.decode(bytes);
    if (!text.includes('\0')) return { kind: 'text', text };
  } catch {
    // Bytes, then.
  }
  return { kind: 'bytes', base64: bytes.toString('base64') };
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
