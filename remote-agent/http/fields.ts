import type { HeaderField } from '../protocol/exchange.ts';
import { isBlank, readFieldLine } from './field-lines.ts';

/** What decides about the framing of a message (RFC 9112, section 6). */
export interface FramingFields {
  readonly lengths: readonly string[];
  /** All Transfer-Encoding values in one list; `null` where there is none. */
  readonly coding: string | null;
  /** There is an Upgrade field: another protocol may follow (RFC 9110, section 7.8). */
  readonly upgrade: boolean;
  /** The content is of a type that carries messages of its own: gRPC, or server-sent events. */
  readonly carrier: boolean;
}

const carrier = /^(?:text\/event-stream|application\/grpc)/i;
const none: readonly string[] = [];
export const noFraming: FramingFields = {
  lengths: none,
  coding: null,
  upgrade: false,
  carrier: false,
};

/** The field lines of a message. */
export class Fields {
  readonly fields: HeaderField[] = [];
  framing = noFraming;
  /** What breaks the syntax and is readable all the same. */
  readonly odd: string[] = [];

  /** Of `text` from `at` to its end or an empty line; a last line without its end is left out. */
  constructor(text: string, at: number) {
    let from = at;
    for (;;) {
      const lineEnd = text.indexOf('\n', from);
      if (lineEnd < 0) return;
      const to = lineEnd > from && text.charCodeAt(lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd;
      if (to === from) return;
      if (isBlank(text.charCodeAt(from))) this.#unfold(text.slice(from, to).trim());
      else this.#add(text.slice(from, to));
      from = lineEnd + 1;
    }
  }

  #add(line: string): void {
    const { field, role, odd } = readFieldLine(line);
    if (odd !== null) this.odd.push(odd);
    if (field === null) return;
    this.fields.push(field);
    if (role !== null) this.framing = framingWith(this.framing, role, field[1]);
  }

  /** A continuation line (obs-fold, RFC 9112, section 5.2) is read as if a blank stood there. */
  #unfold(rest: string): void {
    this.odd.push('header folded over several lines');
    const last = this.fields.pop();
    if (!last) return;
    const [name, value] = last;
    this.fields.push([name, `${value} ${rest}`.trim()]);
    this.framing = noFraming;
    for (const field of this.fields) {
      const { role } = readFieldLine(`${field[0]}:`);
      if (role !== null) this.framing = framingWith(this.framing, role, field[1]);
    }
  }
}

function framingWith(known: FramingFields, role: string, value: string): FramingFields {
  const { lengths, coding } = known;
  if (role === 'length') return { ...known, lengths: [...lengths, value] };
  if (role === 'upgrade') return { ...known, upgrade: true };
  if (role === 'type') return { ...known, carrier: known.carrier || carrier.test(value) };
  return { ...known, coding: coding === null ? value : `${coding}, ${value}` };
}
