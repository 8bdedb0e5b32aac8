import type { HeaderField } from '../protocol/exchange.ts';
import { type FieldRole, isBlank, readFieldLine, roleOf, withoutBlanks } from './field-lines.ts';

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
  /** What breaks the syntax and is readable all the same, each once. */
  readonly odd: string[] = [];
  #lengths: string[] | null = null;
  /** The continuation lines of the last field. */
  #folded: string[] | null = null;

  /** Of `text` from `at` to its end or an empty line; a last line without its end is left out. */
  constructor(text: string, at: number) {
    let from = at;
    let hasFolds = false;
    for (;;) {
      const lineEnd = text.indexOf('\n', from);
      if (lineEnd < 0) break;
      const to = lineEnd > from && text.charCodeAt(lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd;
      if (to === from) break;
      if (isBlank(text.charCodeAt(from))) {
        hasFolds = true;
        this.#note('header folded over several lines');
        this.#folded ??= [];
        this.#folded.push(withoutBlanks(text, from, to));
      } else this.#add(text.slice(from, to));
      from = lineEnd + 1;
    }
    if (!hasFolds) return;
    if (this.#folded) this.#unfold(this.#folded);
    this.#readFramingAgain();
  }

  #add(line: string): void {
    const { field, role, odd } = readFieldLine(line);
    if (odd !== null) this.#note(odd);
    if (field === null) return;
    if (this.#folded) this.#unfold(this.#folded);
    this.fields.push(field);
    if (role !== null) this.#decide(role, field[1]);
  }

  #note(what: string): void {
    if (!this.odd.includes(what)) this.odd.push(what);
  }

  /** Continuation lines (obs-fold, RFC 9112, section 5.2) are read as if a blank stood before each. */
  #unfold(lines: readonly string[]): void {
    this.#folded = null;
    const last = this.fields.pop();
    if (!last) return;
    const [name, value] = last;
    this.fields.push([name, [value, ...lines].filter((part) => part !== '').join(' ')]);
  }

  #readFramingAgain(): void {
    this.framing = noFraming;
    this.#lengths = null;
    for (const [name, value] of this.fields) {
      const role = roleOf(name);
      if (role !== null) this.#decide(role, value);
    }
  }

  #decide(role: FieldRole, value: string): void {
    const known = this.framing;
    const { coding } = known;
    if (role === 'length') {
      // One list that grows: a head may have thousands of them.
      if (this.#lengths) this.#lengths.push(value);
      else {
        this.#lengths = [value];
        this.framing = { ...known, lengths: this.#lengths };
      }
    } else if (role === 'upgrade') this.framing = { ...known, upgrade: true };
    else if (role === 'type') {
      this.framing = { ...known, carrier: known.carrier || carrier.test(value) };
    } else this.framing = { ...known, coding: coding === null ? value : `${coding}, ${value}` };
  }
}
