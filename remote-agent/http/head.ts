import type { HeaderField } from '../protocol/exchange.ts';
import type { Message } from './message.ts';
import { readStartLine, stripCarriageReturn } from './start-line.ts';

/** Longest head that is read; RFC 9110, section 5.4, leaves the limit to the recipient. */
export const headLimit = 64 * 1024;

/** Index after the empty line that ends a head, lines ending with CRLF or a bare LF; -1 where there is none. */
export function findHeadEnd(text: string): number {
  const withReturn = text.indexOf('\n\r\n');
  const bare = text.indexOf('\n\n');
  if (bare >= 0 && (withReturn < 0 || bare < withReturn)) return bare + 2;
  return withReturn < 0 ? -1 : withReturn + 3;
}

/**
 * Reads a start line and the field lines after it (RFC 9112, sections 2 to 5) into the message. A last line
 * without its end is left out. `false` where the start line is none.
 */
export function readHead(message: Message, text: string): boolean {
  const lineEnd = text.indexOf('\n');
  if (lineEnd < 0) return false;
  if (!readStartLine(message, stripCarriageReturn(text.slice(0, lineEnd)))) return false;
  message.fields = readFields(message, text, lineEnd + 1);
  return true;
}

/** The field lines from `at` to the end of `text` or an empty line (RFC 9112, section 5). */
export function readFields(message: Message, text: string, at: number): HeaderField[] {
  const fields: HeaderField[] = [];
  let from = at;
  for (;;) {
    const lineEnd = text.indexOf('\n', from);
    if (lineEnd < 0) return fields;
    let to = lineEnd;
    if (to > from && text.charCodeAt(to - 1) === 13) to--;
    if (to === from) return fields;
    readFieldLine(message, fields, text, from, to);
    from = lineEnd + 1;
  }
}

function readFieldLine(
  message: Message,
  fields: HeaderField[],
  text: string,
  from: number,
  to: number,
): void {
  if (isBlank(text.charCodeAt(from))) {
    unfold(message, fields, text.slice(from, to).trim());
    return;
  }
  const colon = text.indexOf(':', from);
  if (colon < 0 || colon >= to || colon === from) {
    message.malformed('header line without a name');
    return;
  }
  let nameEnd = colon;
  while (nameEnd > from && isBlank(text.charCodeAt(nameEnd - 1))) nameEnd--;
  if (nameEnd < colon) message.malformed('blank before the colon of a header');
  let start = colon + 1;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  fields.push([text.slice(from, nameEnd), text.slice(start, end)]);
}

/** A continuation line (obs-fold, RFC 9112, section 5.2) is read as if a blank stood there. */
function unfold(message: Message, fields: HeaderField[], rest: string): void {
  message.malformed('header folded over several lines');
  const last = fields.pop();
  if (last) fields.push([last[0], `${last[1]} ${rest}`.trim()]);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
