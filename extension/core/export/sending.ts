import type { Exchange, HeaderField } from '../../../remote-agent/protocol/exchange.ts';
import { redacted } from '../../../remote-agent/protocol/redacted.ts';
import { decodedBase64 } from '../exchange/decode-body.ts';
import { replacedFields } from '../exchange/lack.ts';
import { headerValue, serverOf, urlOf } from '../exchange/traits.ts';
import { type Body, type Decode, missingOf, sendableBody } from './body.ts';

/** A request as something that sends it again needs it. */
export interface Sending {
  readonly method: string;
  /** What no URL may hold is percent-encoded in it. */
  readonly url: string;
  /** The request target, where it is not the one that the URL makes (RFC 9112, section 3.2). */
  readonly target: string | undefined;
  /** The path holds segments that clients resolve before they send it (RFC 3986, section 5.2.4). */
  readonly hasDotSegments: boolean;
  readonly fields: readonly HeaderField[];
  readonly body: Body;
  /** There is a body, and nothing says of what type; clients would. */
  readonly isUntyped: boolean;
  /** The Unix socket of the server; `@name` for an abstract one, empty where it has no name. */
  readonly socket: string | undefined;
  /** HTTP/2 without TLS (RFC 9113, section 3.3). */
  readonly isPlainHttp2: boolean;
  /** What of it is not as it was sent, in sentences. */
  readonly notes: readonly string[];
}

export function sendingOf(exchange: Exchange, decode: Decode): Sending {
  const { request, protocol, scheme } = exchange;
  const body = sendableBody(request, decode);
  const fields = fieldsOf(exchange);
  const url = encoded(urlOf(exchange));
  const server = serverOf(exchange);
  const isOther = !/^https?:/i.test(request.target) && !url.endsWith(request.target);
  return {
    ...{ method: request.method, url, fields, body },
    target: isOther && request.target !== '' ? request.target : undefined,
    hasDotSegments: /\/(\.|%2e){1,2}(\/|$)/i.test(url.split('?')[0] ?? ''),
    isUntyped: body.kind !== 'none' && headerValue(fields, 'content-type') === '',
    socket: server.kind === 'unix' ? server.address : undefined,
    isPlainHttp2: protocol === 'HTTP/2' && scheme === 'http',
    notes: notesOf(exchange, fields),
  };
}

/** Fields that the client makes by itself, from the URL, the body and the connection. */
const made = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'te', 'upgrade'],
  ...['proxy-connection', 'http2-settings'],
]);

/** The fields to send; a name that is no token (RFC 9110, section 5.1) would be read as something else. */
function fieldsOf({ request }: Exchange): readonly HeaderField[] {
  const isDecoded = decodedBase64(request) !== null;
  return request.headers.filter(([name]) => {
    const key = name.toLowerCase();
    // The body is copied without its coding, where that could be undone.
    if (key === 'content-encoding' && isDecoded) return false;
    return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !made.has(key);
  });
}

/** Heads are told one character a byte; what is none of these came from elsewhere. */
function encoded(url: string): string {
  return url.replace(/[^\x21\x22\x24-\x7e]/gu, (character) => {
    const bytes = Buffer.from(character, character <= '\xff' ? 'latin1' : 'utf8');
    return [...bytes]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('');
  });
}

function notesOf(exchange: Exchange, fields: readonly HeaderField[]): readonly string[] {
  const missing = missingOf(exchange, 'request');
  const replaced = replacedFields(fields);
  return [
    ...(missing ? [missing] : []),
    ...(exchange.request.target.includes(redacted) ? ['A secret in its target was replaced.'] : []),
    ...(replaced.length > 0
      ? [`Secrets in its headers were replaced: ${replaced.join(', ')}.`]
      : []),
  ];
}

/** What a client that has no words for it sends otherwise. */
export function unsaidNotes({ socket, target, url }: Sending, client: string): readonly string[] {
  const where = socket === '' ? 'a Unix socket' : `the Unix socket ${socket}`;
  return [
    ...(socket === undefined ? [] : [`It went to ${where}, which ${client} cannot reach.`]),
    ...(target === undefined
      ? []
      : [`Its target was “${target}”, which ${client} cannot send: it asks for ${url}.`]),
  ];
}
