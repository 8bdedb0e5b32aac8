import type { HeaderField } from '../protocol/exchange.ts';

/**
 * The field lines of `text` from `at` to its end or an empty line (RFC 9112, section 5). What breaks the syntax
 * and is readable all the same is told to `malformed`; a last line without its end is left out.
 */
export function readFields(
  text: string,
  at: number,
  malformed: (what: string) => void,
): HeaderField[] {
  const fields: HeaderField[] = [];
  let from = at;
  for (;;) {
    const lineEnd = text.indexOf('\n', from);
    if (lineEnd < 0) return fields;
    let to = lineEnd;
    if (to > from && text.charCodeAt(to - 1) === 13) to--;
    if (to === from) return fields;
    if (isBlank(text.charCodeAt(from))) {
      malformed('header folded over several lines');
      unfold(fields, text.slice(from, to).trim());
    } else readFieldLine(fields, text, from, to, malformed);
    from = lineEnd + 1;
  }
}

/** What decides about the framing of a message (RFC 9112, section 6). */
export interface FramingFields {
  readonly lengths: readonly string[];
  /** All Transfer-Encoding values in one list; `null` where there is none. */
  readonly coding: string | null;
  /** There is an Upgrade field: another protocol may follow (RFC 9110, section 7.8). */
  readonly upgrade: boolean;
}

const noLengths: readonly string[] = [];

/**
 * Finds Content-Length and Transfer-Encoding without reading the other fields, which most messages are never
 * asked for; `null` where the lines are not plain enough for that.
 */
export function scanFramingFields(text: string, at: number): FramingFields | null {
  let lengths = noLengths;
  let coding: string | null = null;
  let upgrade = false;
  let from = at;
  for (;;) {
    const lineEnd = text.indexOf('\n', from);
    if (lineEnd < 0 || lineEnd - from <= 1) return { lengths, coding, upgrade };
    const colon = text.indexOf(':', from);
    if (colon < 0 || colon > lineEnd || isBlank(text.charCodeAt(from))) return null;
    if (isBlank(text.charCodeAt(colon - 1))) return null;
    const length = colon - from;
    if (length === 14 && text.slice(from, colon).toLowerCase() === 'content-length') {
      lengths = [...lengths, text.slice(colon + 1, lineEnd).trim()];
    } else if (length === 17 && text.slice(from, colon).toLowerCase() === 'transfer-encoding') {
      const value = text.slice(colon + 1, lineEnd).trim();
      coding = coding === null ? value : `${coding}, ${value}`;
    } else if (length === 7 && text.slice(from, colon).toLowerCase() === 'upgrade') {
      upgrade = true;
    }
    from = lineEnd + 1;
  }
}

/** The same from fields that were read. */
export function framingFieldsOf(fields: readonly HeaderField[]): FramingFields {
  const values = (wanted: string) =>
    fields.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const codings = values('transfer-encoding');
  return {
    lengths: values('content-length'),
    coding: codings.length > 0 ? codings.join(', ') : null,
    upgrade: values('upgrade').length > 0,
  };
}

function readFieldLine(
  fields: HeaderField[],
  text: string,
  from: number,
  to: number,
  malformed: (what: string) => void,
): void {
  const colon = text.indexOf(':', from);
  if (colon < 0 || colon >= to || colon === from) {
    malformed('header line without a name');
    return;
  }
  let nameEnd = colon;
  while (nameEnd > from && isBlank(text.charCodeAt(nameEnd - 1))) nameEnd--;
  if (nameEnd < colon) malformed('blank before the colon of a header');
  let start = colon + 1;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  fields.push([text.slice(from, nameEnd), text.slice(start, end)]);
}

/** A continuation line (obs-fold, RFC 9112, section 5.2) is read as if a blank stood there. */
function unfold(fields: HeaderField[], rest: string): void {
  const last = fields.pop();
  if (last) fields.push([last[0], `${last[1]} ${rest}`.trim()]);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
