import { contentKind, mediaTypeOf } from '../../../remote-agent/content/kind.ts';
import { decodedText } from '../../../remote-agent/content/text.ts';
import type {
  HeaderField,
  RequestMessage,
  ResponseMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import { headerValue } from '../exchange/traits.ts';
import { type Fields, fieldsIn, itemsIn, numberIn, textIn } from './fields.ts';
import { formOf } from './form.ts';

export function requestIn(request: Fields, url: URL | undefined): RequestMessage {
  const headers = headersIn(request['headers']);
  const post = fieldsIn(request['postData']) ?? {};
  const type = headerValue(headers, 'content-type') || textIn(post['mimeType']);
  const text = textIn(post['text']);
  const form = text === '' ? formOf(post['params'], type) : '';
  const body = bodyIn(text || form, post, post['_encoding'] === 'base64', headers);
  // A form that was put together here has a length of its own.
  const told = form === '' ? numberIn(request['bodySize'], 0) : 0;
  return {
    method: textIn(request['method']) || 'GET',
    target:
      textIn(request['_target']) || (url ? `${url.pathname}${url.search}` : textIn(request['url'])),
    authority: textIn(request['_authority']) || url?.host || '',
    headers,
    bodyBytes: Math.max(body.length, told),
    ...body.fields,
  };
}

export function responseIn(response: Fields, status: number): ResponseMessage {
  const headers = headersIn(response['headers']);
  const content = fieldsIn(response['content']) ?? {};
  const base64 = content['encoding'] === 'base64';
  const body = bodyIn(textIn(content['text']), content, base64, headers);
  const size = Math.max(numberIn(response['bodySize'], 0), 0) || numberIn(content['size'], 0);
  return {
    ...{ status, reason: textIn(response['statusText']), headers },
    bodyBytes: size > 0 ? size : body.length,
    ...body.fields,
  };
}

/**
 * HAR holds contents without their codings, and texts in UTF-8 whatever their charset was; ours have the bytes beside,
 * where these are others.
 */
function bodyIn(
  text: string,
  { _base64: own }: Fields,
  isBase64: boolean,
  headers: readonly HeaderField[],
): { readonly length: number; readonly fields: Pick<RequestMessage, 'body' | 'decodedBody'> } {
  const base64 = typeof own === 'string' ? own : isBase64 ? text : undefined;
  const type = headerValue(headers, 'content-type');
  const original = base64 === undefined ? inCharset(text, type) : Buffer.from(base64, 'base64');
  const bytes = original ?? Buffer.from(text);
  if (bytes.length === 0) return { length: 0, fields: {} };
  const coded = !/^(identity)?$/i.test(headerValue(headers, 'content-encoding').trim());
  const told = bytes.toString('base64');
  const kind = contentKind(mediaTypeOf(type), bytes.toString('latin1'));
  return {
    length: bytes.length,
    fields: {
      ...(coded || !original ? { decodedBody: told } : { body: told }),
      ...(!original && { content: { kind, charset: 'utf-8' } }),
    },
  };
}

/** The bytes that a text was, where those are known; its charset may be one that only decoders know. */
function inCharset(text: string, type: string): Buffer | undefined {
  for (const encoding of ['utf8', 'latin1', 'utf16le'] as const) {
    const bytes = Buffer.from(text, encoding);
    if (decodedText(bytes, { type, cut: false }) === text) return bytes;
  }
  return undefined;
}

function headersIn(value: unknown): readonly HeaderField[] {
  return (itemsIn(value) ?? []).flatMap((item) => {
    const field = fieldsIn(item);
    const name = textIn(field?.['name']);
    // Browsers write the pseudo-fields of HTTP/2 among the others.
    return name === '' || name.startsWith(':') ? [] : [[name, textIn(field?.['value'])] as const];
  });
}
