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
 * Reads a start line (RFC 9112, sections 2 to 4) into the message, which keeps the field lines after it. `false`
 * where the start line is none.
 */
export function readHead(message: Message, text: string): boolean {
  const lineEnd = text.indexOf('\n');
  if (lineEnd < 0) return false;
  if (!readStartLine(message, stripCarriageReturn(text.slice(0, lineEnd)))) return false;
  message.setFieldLines(text, lineEnd + 1);
  return true;
}
