import { detached } from '../content/detached.ts';
import { contentLimit, type MessageLog } from '../exchange/message-log.ts';
import type { ContentWatcher } from '../http/body.ts';
import type { Message } from '../http/message.ts';

/** Longest line that is read; the rest of a longer one is only counted. */
const lineLimit = contentLimit + 16;
/** Of the names of an event; the rest is left out. */
const nameLimit = 256;
/** About what a line takes beside its text. */
const lineOverhead = 32;
const carriageReturn = 13;
const lineFeed = 10;

/** Reads the events of a `text/event-stream` (HTML, section 9.2.6) as they come. */
export class EventReader implements ContentWatcher {
  #line = '';
  #lineLength = 0;
  #afterReturn = false;
  #first = true;
  #data: string[] = [];
  #dataLength = 0;
  #cut = false;
  #type = '';
  #id = '';
  #size = 0;
  /** What the budget accounts for. */
  #held = 0;

  constructor(
    readonly message: Message,
    readonly log: MessageLog,
  ) {}

  content(bytes: Buffer, start: number, end: number): void {
    let from = start;
    for (let at = start; at < end; at++) {
      const byte = bytes[at];
      const ends = byte === lineFeed || byte === carriageReturn;
      if (!ends) {
        this.#afterReturn = false;
        continue;
      }
      // The line feed of a pair belongs to the line end before.
      if (byte === lineFeed && this.#afterReturn) this.#size++;
      else {
        this.#add(bytes, from, at);
        this.#size++;
        this.#endLine();
      }
      this.#afterReturn = byte === carriageReturn;
      from = at + 1;
    }
    this.#add(bytes, from, end);
    this.#account();
  }

  /** Bytes are missing: the event among them is not told. */
  missing(): void {
    this.log.lossy = true;
    this.#line = '';
    this.#lineLength = 0;
    this.#forget();
  }

  release(): void {
    this.log.budget.give(this.#held);
    this.#held = 0;
  }

  /** What an event that is not over holds; where there is no room, it is missing. */
  #account(): void {
    const { budget } = this.log;
    const growth = this.#holds() - this.#held;
    if (growth > 0 && !budget.take(growth)) {
      this.missing();
      this.#id = '';
    } else if (growth > 0) this.#held += growth;
    const holds = this.#holds();
    if (holds < this.#held) budget.give(this.#held - holds);
    this.#held = holds;
  }

  #holds(): number {
    const lines = this.#data.length * lineOverhead + this.#dataLength + this.#line.length;
    return lines + this.#type.length + this.#id.length;
  }

  #add(bytes: Buffer, from: number, to: number): void {
    const kept = Math.min(to - from, lineLimit - this.#line.length);
    if (kept > 0) {
      const part = bytes.toString('latin1', from, from + kept);
      this.#line = this.#line === '' ? part : detached(this.#line + part);
    }
    this.#lineLength += to - from;
    this.#size += to - from;
  }

  #endLine(): void {
    const cut = this.#lineLength > this.#line.length;
    let line = this.#line;
    this.#line = '';
    this.#lineLength = 0;
    // A byte order mark may stand before the first line.
    if (this.#first && line.startsWith('\u00ef\u00bb\u00bf')) line = line.slice(3);
    this.#first = false;
    if (line === '') this.#dispatch();
    else if (!line.startsWith(':')) this.#readField(line, cut);
  }

  #readField(line: string, cut: boolean): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const rest = colon < 0 ? '' : line.slice(colon + 1);
    const value = rest.startsWith(' ') ? rest.slice(1) : rest;
    if (name === 'event') this.#type = firstPart(value);
    else if (name === 'id' && !value.includes('\0')) this.#id = firstPart(value);
    else if (name === 'data') {
      if (cut || this.#dataLength + value.length > contentLimit) this.#cut = true;
      if (this.#dataLength <= contentLimit) this.#data.push(value);
      this.#dataLength += value.length + 1;
    }
  }

  #dispatch(): void {
    if (this.#data.length > 0) {
      this.log.add({
        timeNs: this.message.endNs,
        kind: 'event',
        size: this.#size,
        content: this.#data.join('\n').slice(0, contentLimit),
        whole: !this.#cut,
        more: {
          ...(this.#type && { eventType: this.#type }),
          ...(this.#id && { eventId: this.#id }),
        },
      });
    }
    this.#forget();
  }

  /** The id stays: it holds for later events too, which the specification calls the last event id. */
  #forget(): void {
    this.#data = [];
    this.#dataLength = 0;
    this.#cut = false;
    this.#type = '';
    this.#size = 0;
  }
}

function firstPart(value: string): string {
  return value.length > nameLimit ? detached(value.slice(0, nameLimit)) : value;
}
