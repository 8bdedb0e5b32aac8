import type { RequestMessage, ResponseMessage } from '../../../remote-agent/protocol/exchange.ts';

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

/** Why a body is not what was sent; empty where it is. */
export function missingOf(message: RequestMessage | ResponseMessage, body: Body): string {
  const { bodyBytes, decodedBody, content } = message;
  if (bodyBytes > 0 && body.kind === 'none')
    return `Its body of ${bodyBytes} bytes was not captured.`;
  const captured =
    message.body === undefined ? undefined : Buffer.byteLength(message.body, 'base64');
  const cut =
    (captured !== undefined && captured < bodyBytes) ||
    (content?.decoding !== undefined && content.decoding !== 'complete');
  if (cut) return `Only the beginning of its body of ${bodyBytes} bytes was captured.`;
  return decodedBody !== undefined && (content?.secrets ?? 0) > 0
    ? 'Secrets in its body were replaced.'
    : '';
}
