import { detached } from '../content/detached.ts';
import type { HeaderField } from '../protocol/exchange.ts';
import { hasControl } from './start-line.ts';

/** What a field decides about the message that has it. */
export type FieldRole = 'length' | 'coding' | 'upgrade' | 'type' | null;

/** A field line that stands for itself (RFC 9112, section 5). */
export interface FieldLine {
  readonly line: string;
  /** `null` where the line has no name. */
  readonly field: HeaderField | null;
  readonly role: FieldRole;
  /** What breaks the syntax and is readable all the same. */
  readonly odd: string | null;
}

const roles: ReadonlyMap<string, FieldRole> = new Map<string, FieldRole>([
  ['content-length', 'length'],
  ['transfer-encoding', 'coding'],
  ['upgrade', 'upgrade'],
  ['content-type', 'type'],
]);
const longestKept = 256;
const mostKept = 1024;

/**
 * Lines that were read not long ago: most of a message's lines were in the one before. Two generations, of which
 * the older one is forgotten when the younger one is full.
 */
let young = new Map<string, FieldLine>();
let old = new Map<string, FieldLine>();

/** Reads a line, given without its end. */
export function readFieldLine(line: string): FieldLine {
  if (line.length > longestKept) return read(line);
  const known = young.get(line);
  if (known) return known;
  const made = old.get(line) ?? read(detached(line));
  if (young.size >= mostKept) {
    old = young;
    young = new Map();
  }
  young.set(made.line, made);
  return made;
}

function read(line: string): FieldLine {
  const colon = line.indexOf(':');
  if (colon <= 0) return { line, field: null, role: null, odd: 'header line without a name' };
  let nameEnd = colon;
  while (nameEnd > 0 && isBlank(line.charCodeAt(nameEnd - 1))) nameEnd--;
  const odd = oddityOf(line, nameEnd < colon);
  const name = line.slice(0, nameEnd);
  const field: HeaderField = [name, withoutBlanks(line, colon + 1, line.length)];
  return { line, field, role: roleOf(name), odd };
}

/** What a field of that name decides. */
export function roleOf(name: string): FieldRole {
  return roles.get(name.toLowerCase()) ?? null;
}

/** `text[from, to)` without the blanks at its ends. */
export function withoutBlanks(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** RFC 9110, section 5.5: such characters are replaced by some readers, which others take for the end of a line. */
function oddityOf(line: string, blankBeforeColon: boolean): string | null {
  if (hasControl(line)) return 'control character in a header';
  return blankBeforeColon ? 'blank before the colon of a header' : null;
}

export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
