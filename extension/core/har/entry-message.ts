import { codingsOf } from '../../../remote-agent/content/codings.ts';
import type {
  Exchange,
  HeaderField,
  MessageStream,
  RequestMessage,
  ResponseMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import { headerValue, urlOf } from '../exchange/traits.ts';
import { type Body, type Decode, readableBody } from '../export/body.ts';
import { sentCookies, setCookies } from './cookies.ts';
import { isForm, pairsIn } from './form.ts';

export function harRequest(exchange: Exchange, request: RequestMessage, decode: Decode) {
  const mimeType = headerValue(request.headers, 'content-type');
  const [, query = ''] = /\?([^#]*)/.exec(request.target) ?? [];
  const { text, isBase64, original } = textIn(request, decode);
  // The specification wants one of text and parameters; browsers write both, and readers want either.
  const params = text !== undefined && !isBase64 && isForm(mimeType) ? pairsIn(text) : [];
  return {
    method: request.method,
    url: isWebSocket(exchange) ? urlOf(exchange).replace(/^http/i, 'ws') : urlOf(exchange),
    httpVersion: exchange.protocol,
    cookies: sentCookies(request.headers),
    headers: nameValues(request.headers),
    queryString: pairsIn(query),
    ...(text !== undefined && {
      postData: { mimeType, text, params, ...(isBase64 && { _encoding: 'base64' }), ...original },
    }),
    headersSize: -1,
    bodySize: request.bodyBytes,
    _target: request.target,
    _authority: request.authority,
  };
}

/** HAR has no word for a response that was not seen; browsers write a status of 0. */
export function harResponse(exchange: Exchange, response: ResponseMessage | null, decode: Decode) {
  const { text, isBase64, original, size } = textIn(response, decode);
  const headers = response?.headers ?? [];
  const bodySize = response?.bodyBytes ?? -1;
  return {
    status: response?.status ?? 0,
    statusText: response?.reason ?? '',
    httpVersion: exchange.protocol,
    cookies: setCookies(headers),
    headers: nameValues(headers),
    content: {
      size,
      mimeType: headerValue(headers, 'content-type') || 'x-unknown',
      ...(text !== undefined && { text }),
      ...(isBase64 && { encoding: 'base64' }),
      ...original,
    },
    redirectURL: headerValue(headers, 'location'),
    headersSize: -1,
    bodySize,
  };
}

/**
 * A content as HAR has it: without its codings, and text in UTF-8. Text that was in another charset has its bytes beside.
 */
function textIn(message: RequestMessage | ResponseMessage | null, decode: Decode) {
  const bytes = message ? decode(message) : undefined;
  const body: Body = message ? readableBody(message, () => bytes) : { kind: 'none' };
  const text = body.kind === 'text' ? body.text : body.kind === 'bytes' ? body.base64 : undefined;
  const isOther =
    body.kind === 'text' && bytes !== undefined && !bytes.equals(Buffer.from(body.text));
  const isCoded = message !== null && codingsOf(message.headers).length > 0;
  const { decodedBytes = isCoded ? bytes?.length : undefined } = message?.content ?? {};
  return {
    text,
    isBase64: body.kind === 'bytes',
    original: isOther ? { _base64: bytes.toString('base64') } : {},
    size: decodedBytes ?? message?.bodyBytes ?? 0,
  };
}

export function isWebSocket(
  exchange: Exchange,
): exchange is Exchange & { messages: MessageStream } {
  return exchange.messages?.protocol === 'websocket';
}

function nameValues(fields: readonly HeaderField[]) {
  return fields.map(([name, value]) => ({ name, value }));
}
