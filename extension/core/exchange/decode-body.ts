import { codingsOf } from '../../../remote-agent/content/codings.ts';
import { decodeContent } from '../../../remote-agent/content/decoded.ts';
import { contentText, decodedText, type TextSigns } from '../../../remote-agent/content/text.ts';
import type { RequestMessage, ResponseMessage } from '../../../remote-agent/protocol/exchange.ts';
import type { BodyText } from '../filter/states.ts';
import { headerValue } from './traits.ts';

type Message = RequestMessage | ResponseMessage;

/** As much as the page can show without becoming slow. */
const mostDecoded = 8 * 1024 * 1024;

/** The content of a message without its codings. */
export function decodeBody(message: Message): Buffer | undefined {
  const base64 = decodedBase64(message) ?? message.body;
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

/** The content of a message as text, as the page shows it; `undefined` where it is none. */
export function textOf(message: Message, bytes: Uint8Array): string | undefined {
  return contentText(bytes, signsOf(message, bytes));
}

/** The content of a message as text, for a filter that searches bodies, and finds text among bytes too. */
export const bodyText: BodyText = (message) => {
  const bytes = decodeBody(message);
  if (!bytes) return '';
  return decodedText(bytes, signsOf(message, bytes)) ?? bytes.toString('utf8');
};

function signsOf(message: Message, { length }: Uint8Array): TextSigns {
  const { headers, content, bodyBytes, decodedBody } = message;
  return {
    type: headerValue(headers, 'content-type'),
    charset: content?.charset,
    cut: decodedBody !== undefined || bodyBytes > length || codingsOf(headers).length > 0,
  };
}

/** Base64 of a coded content without its codings; `null` where there are none, or nothing could be decoded. */
export function decodedBase64(message: Message): string | null {
  const { body, bodyBytes, decodedBody, headers } = message;
  if (decodedBody !== undefined) return decodedBody;
  const codings = codingsOf(headers);
  if (body === undefined || codings.length === 0) return null;
  const bytes = Buffer.from(body, 'base64');
  const { bytes: plain } = decodeContent(bytes, codings, bytes.length === bodyBytes, mostDecoded);
  return plain.length > 0 ? plain.toString('base64') : null;
}
