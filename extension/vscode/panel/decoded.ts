import { codingsOf, decodeContent } from '../../../remote-agent/content/decoded.ts';
import type {
  Exchange,
  RequestMessage,
  ResponseMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import type { DecodedBodies } from '../../../webview/protocol/messages.ts';

import type { BodyText } from '../../core/filter/states.ts';

/** As much as the page can show without becoming slow. */
const mostDecoded = 8 * 1024 * 1024;

/** The coded bodies of an exchange without their codings, for the page, which has no decoders. */
export function decodedBodies({ request, response }: Exchange): DecodedBodies {
  return { request: decoded(request), response: response && decoded(response) };
}

/** The content of a message without its codings. */
export function decodeBody(message: RequestMessage | ResponseMessage): Buffer | undefined {
  const base64 = decoded(message) ?? message.body;
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

/** The content of a message as text, for a filter that searches bodies. */
export const bodyText: BodyText = (message) => decodeBody(message)?.toString('utf8') ?? '';

function decoded(message: RequestMessage | ResponseMessage): string | null {
  const { body, bodyBytes, decodedBody, headers } = message;
  if (decodedBody !== undefined) return decodedBody;
  const codings = codingsOf(headers);
  if (body === undefined || codings.length === 0) return null;
  const bytes = Buffer.from(body, 'base64');
  const { bytes: plain } = decodeContent(bytes, codings, bytes.length === bodyBytes, mostDecoded);
  return plain.length > 0 ? plain.toString('base64') : null;
}
