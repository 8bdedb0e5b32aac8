import { codingsOf, decodeContent } from '../../../remote-agent/content/decoded.ts';
import type { RequestMessage, ResponseMessage } from '../../../remote-agent/protocol/exchange.ts';
import type { BodyText } from '../filter/states.ts';

/** As much as the page can show without becoming slow. */
const mostDecoded = 8 * 1024 * 1024;

/** The content of a message without its codings. */
export function decodeBody(message: RequestMessage | ResponseMessage): Buffer | undefined {
  const base64 = decodedBase64(message) ?? message.body;
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

/** The content of a message as text, for a filter that searches bodies. */
export const bodyText: BodyText = (message) => decodeBody(message)?.toString('utf8') ?? '';

/** Base64 of a coded content without its codings; `null` where there are none, or nothing could be decoded. */
export function decodedBase64(message: RequestMessage | ResponseMessage): string | null {
  const { body, bodyBytes, decodedBody, headers } = message;
  if (decodedBody !== undefined) return decodedBody;
  const codings = codingsOf(headers);
  if (body === undefined || codings.length === 0) return null;
  const bytes = Buffer.from(body, 'base64');
  const { bytes: plain } = decodeContent(bytes, codings, bytes.length === bodyBytes, mostDecoded);
  return plain.length > 0 ? plain.toString('base64') : null;
}
