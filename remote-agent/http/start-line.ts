import type { MessageSide } from '../protocol/exchange.ts';

const longestMethod = 32;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const requestVersion = /^ HTTP\/1\.[0-9]$/;
const statusLine = /^HTTP\/1\.([0-9]) ([1-9][0-9]{2})(?: (.*))?$/;
const statusPrefix = 'HTTP/1.';
const longestStartLine = 16 * 1024;

/** Of the IANA's HTTP method registry. */
const registeredMethods = new Set(
  (
    'ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT CONNECT COPY DELETE GET HEAD LABEL LINK LOCK MERGE MKACTIVITY ' +
    'MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH POST PROPFIND PROPPATCH PUT QUERY ' +
    'REBIND REPORT SEARCH TRACE UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL'
  ).split(' '),
);

/** The first line of an HTTP/2 connection (RFC 9113, section 3.4). */
export const http2Preface = 'PRI * HTTP/2.0';

/** Of a request the status is 0, of a response method and target are empty. */
export interface StartLine {
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly reason: string;
  readonly minorVersion: number;
  /** How it breaks RFC 9112 and is readable all the same. */
  readonly odd: string | null;
}

/** Reads a start line, given without its line end (RFC 9112, sections 3 and 4); `null` where it is none. */
export function readStartLine(side: MessageSide, line: string): StartLine | null {
  return side === 'request' ? readRequestLine(line) : readStatusLine(line);
}

function readRequestLine(line: string): StartLine | null {
  const methodEnd = line.indexOf(' ');
  const targetEnd = line.length - 9;
  if (methodEnd < 1 || methodEnd > longestMethod || targetEnd <= methodEnd + 1) return null;
  if (!requestVersion.test(line.slice(targetEnd))) return null;
  const method = line.slice(0, methodEnd);
  const target = line.slice(methodEnd + 1, targetEnd);
  if (!token.test(method) || hasControl(target)) return null;
  const blank = target.includes(' ') || target.includes('\t');
  return {
    method,
    target,
    status: 0,
    reason: '',
    minorVersion: line.charCodeAt(line.length - 1) - 48,
    odd: blank ? 'blank in the target' : null,
  };
}

function readStatusLine(line: string): StartLine | null {
  const match = statusLine.exec(line);
  if (!match) return null;
  return {
    method: '',
    target: '',
    status: Number(match[2]),
    reason: match[3] ?? '',
    minorVersion: Number(match[1]),
    odd: null,
  };
}

/** Whether `text`, the first bytes of a message as far as they are there, can become a start line. */
export function couldBeStartLine(side: MessageSide, text: string): boolean {
  if (side === 'response') {
    return text.startsWith(statusPrefix) || statusPrefix.startsWith(text);
  }
  const methodEnd = text.indexOf(' ');
  const method = methodEnd < 0 ? text : text.slice(0, methodEnd);
  return method.length <= longestMethod && token.test(method);
}

/**
 * Whether `bytes[start, end)` begins with a whole start line. Used where a stream is joined or was lost, so
 * a part of one is not enough, and a method must be a registered one: any text may end with a word.
 */
export function beginsWithStartLine(
  side: MessageSide,
  bytes: Buffer,
  start: number,
  end: number,
): boolean {
  const first = bytes[start] ?? 0;
  if (side === 'response' ? first !== 72 : first < 33 || first > 126) return false;
  const lineEnd = bytes.subarray(start, Math.min(end, start + longestStartLine)).indexOf(10);
  if (lineEnd < 0) return false;
  const line = stripCarriageReturn(bytes.toString('latin1', start, start + lineEnd));
  if (side === 'response') return statusLine.test(line);
  const methodEnd = line.indexOf(' ');
  if (line.length < methodEnd + 11) return false;
  return requestVersion.test(line.slice(-9)) && registeredMethods.has(line.slice(0, methodEnd));
}

export function stripCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Control characters but the tab: such a line is no start line, whatever else it looks like, and a field is odd. */
export function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code < 32 && code !== 9) || code === 127) return true;
  }
  return false;
}
