import type {
  HeaderField,
  MessageSide,
  RequestMessage,
  ResponseMessage,
} from '../protocol/exchange.ts';
import { Fields, type FramingFields } from './fields.ts';
import { readStartLine, type StartLine, stripCarriageReturn } from './start-line.ts';

/** Longest head that is read; RFC 9110, section 5.4, leaves the limit to the recipient. */
export const headLimit = 64 * 1024;

/** A head as it was read. It never changes, because many messages may have the same one. */
export interface Head {
  /** Up to and including the empty line, where it is complete. */
  readonly text: string;
  readonly start: StartLine;
  readonly fields: readonly HeaderField[];
  readonly framing: FramingFields;
  /** How it breaks RFC 9112 and is readable all the same. */
  readonly odd: readonly string[];
  /** What a message without a content is told as; `null` until the first is. A connection belongs to one trace. */
  told: RequestMessage | ResponseMessage | null;
  /** The last message of this head that came whole with a short content; `null` until one has. */
  toldWhole: ToldWhole | null;
}

export interface ToldWhole {
  /** One character a byte. */
  readonly content: string;
  readonly message: RequestMessage | ResponseMessage;
}

/** Index after the empty line that ends a head, lines ending with CRLF or a bare LF; -1 where there is none. */
export function findHeadEnd(text: string): number {
  const withReturn = text.indexOf('\n\r\n');
  const before = withReturn < 0 ? text : text.slice(0, withReturn + 1);
  const bare = before.indexOf('\n\n');
  if (bare >= 0) return bare + 2;
  return withReturn < 0 ? -1 : withReturn + 3;
}

/** Reads a start line (RFC 9112, sections 2 to 4) and the field lines after it; `null` where it is none. */
export function readHead(side: MessageSide, text: string): Head | null {
  const lineEnd = text.indexOf('\n');
  if (lineEnd < 0) return null;
  const start = readStartLine(side, stripCarriageReturn(text.slice(0, lineEnd)));
  if (!start) return null;
  const { fields, framing, odd } = new Fields(text, lineEnd + 1);
  if (start.odd !== null) odd.unshift(start.odd);
  return { text, start, fields, framing, odd, told: null, toldWhole: null };
}
