import type { HeaderField } from '../protocol/exchange.ts';
import type { Message } from './message.ts';

/** How the content of a message is delimited (RFC 9112, section 6.3). */
export type Framing =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' }
  /** HTTP ends on this connection: 101, or a successful CONNECT. */
  | { readonly kind: 'tunnel' };

export const noContent: Framing = { kind: 'length', length: 0 };
const chunked: Framing = { kind: 'chunked' };
const untilClose: Framing = { kind: 'until-close' };
const tunnel: Framing = { kind: 'tunnel' };

/** The framing of a request whose head was read. Notes what breaks RFC 9112. */
export function requestFraming(message: Message): Framing {
  return framingFromFields(message) ?? noContent;
}

/** The framing of a response to a request with that method; empty where the request was not seen. */
export function responseFraming(message: Message, method: string): Framing {
  const status = message.status;
  if (status === 101 || (method === 'CONNECT' && status >= 200 && status < 300)) return tunnel;
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return noContent;
  return framingFromFields(message) ?? untilClose;
}

function framingFromFields(message: Message): Framing | null {
  const { lengths, coding } = message.framingFields;
  if (coding !== null && !isIdentity(coding)) {
    return codedFraming(message, coding, lengths.length > 0);
  }
  return lengths.length === 0 ? null : lengthFraming(message, lengths);
}

/** RFC 2616, section 3.6, had this name for no coding at all; RFC 7230 took it away, its senders are still there. */
function isIdentity(coding: string): boolean {
  return /^[ \t]*identity[ \t]*$/i.test(coding);
}

function codedFraming(message: Message, coding: string, withLength: boolean): Framing {
  if (withLength) message.malformed('both Transfer-Encoding and Content-Length');
  if (message.minorVersion === 0) message.malformed('Transfer-Encoding in HTTP/1.0');
  const codings = coding.split(',').map((name) => name.trim().toLowerCase());
  const last = codings.at(-1);
  if (last === 'chunked') {
    if (codings.indexOf('chunked') < codings.length - 1)
      message.malformed('chunked more than once');
    return chunked;
  }
  if (message.side === 'request')
    message.malformed('Transfer-Encoding that does not end with chunked');
  return untilClose;
}

/** A list of equal values is one value (RFC 9110, section 8.6); anything else has no readable length. */
function lengthFraming(message: Message, lengths: readonly string[]): Framing {
  const [first = ''] = lengths;
  if (lengths.length === 1 && isLength(first)) return lengthOf(first);
  const values = new Set(lengths.flatMap((value) => value.split(',').map((item) => item.trim())));
  const [value = ''] = values;
  if (values.size === 1 && isLength(value)) {
    message.malformed('Content-Length more than once');
    return lengthOf(value);
  }
  message.malformed(values.size > 1 ? 'conflicting Content-Length' : 'unreadable Content-Length');
  return untilClose;
}

function isLength(value: string): boolean {
  return /^[0-9]{1,15}$/.test(value);
}

function lengthOf(value: string): Framing {
  const length = Number(value);
  return length === 0 ? noContent : { kind: 'length', length };
}

/** The `:authority`, or the Host field, or the authority of an absolute-form or authority-form target (RFC 9112, section 3.2). */
export function authorityOf(message: Message): string {
  const { target } = message;
  if (message.authority !== null) return message.authority;
  if (message.method === 'CONNECT') return target;
  if (!target.startsWith('/')) {
    const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(target);
    if (absolute?.[1]) return absolute[1].slice(absolute[1].lastIndexOf('@') + 1);
  }
  return fieldValue(message.fields, 'host') ?? '';
}

/** What a 101 response, or the tunnel of a CONNECT, goes on with: see Upgrade.protocol. */
export function upgradedProtocol(request: Message | null, response: Message): string {
  if (response.status !== 101) return 'connect';
  const asked = request ? fieldValue(request.fields, 'upgrade') : undefined;
  return (fieldValue(response.fields, 'upgrade') ?? asked ?? '').trim().toLowerCase();
}

/** Whether the bytes after the request may be in another protocol, which its response decides. */
export function mayEndHttp(request: Message): boolean {
  return request.method === 'CONNECT' || request.framingFields.upgrade;
}

function fieldValue(fields: readonly HeaderField[], lowerName: string): string | undefined {
  for (const [name, value] of fields) {
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) return value;
  }
  return undefined;
}
