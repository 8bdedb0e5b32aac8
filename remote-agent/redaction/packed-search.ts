import type { PackedFormat, PackedItem } from '../content/packed-item.ts';
import { redacted } from './secret-names.ts';
import type { Secrets, Verdict } from './secrets.ts';
import { redactBytes, redactText } from './text.ts';

/** Containers inside one another; what is deeper is not told apart. */
const deepest = 64;
/** Not even a pair of a name and a value is shorter. */
const shortest = 3;
const same = (name: string) => name;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly by: string;
  readonly secrets: number;
}

/** Where it is, and which edits were made in it. */
interface SearchedValue {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The secrets of items of CBOR or MessagePack that stand one after the other: each value of a map's entry whose key is
 * the name of one, those of pairs as `{"name":"password","value":…}`, and what there is in texts.
 */
export class PackedSearch {
  /** After the last item that was read. */
  at = 0;
  /** Texts or bytes are keys, as they are in what was an object. */
  hasNames = false;
  readonly #edits: Edit[] = [];

  constructor(
    readonly text: string,
    readonly format: PackedFormat,
    readonly secrets: Secrets,
    readonly depth = 0,
  ) {}

  /** Reads one more item; `false` where there is none, or none to its end. */
  next(): boolean {
    return this.#value(false, this.depth);
  }

  /** What follows the last item that was read is no item. */
  searchRest(): void {
    this.#search(this.at, this.text.length, this.text.slice(this.at), redactBytes, same);
    this.at = this.text.length;
  }

  /** The text without them, and how many there were. */
  told(): { readonly text: string; readonly secrets: number } {
    const edits = this.#edits.sort((one, other) => one.start - other.start);
    let told = '';
    let copied = 0;
    let secrets = 0;
    for (const edit of edits) {
      told += this.text.slice(copied, edit.start) + edit.by;
      copied = edit.end;
      secrets += edit.secrets;
    }
    return { text: edits.length === 0 ? this.text : told + this.text.slice(copied), secrets };
  }

  #read(): PackedItem | null {
    return this.format.read(this.text, this.at);
  }

  #value(secret: boolean, depth: number): boolean {
    const start = this.at;
    let item = this.#read();
    while (item?.kind === 'tag') {
      this.at = item.next;
      item = this.#read();
    }
    if (!item || item.kind === 'end' || depth > deepest) return this.#stop(secret, start);
    this.at = item.next;
    switch (item.kind) {
      case 'map':
        return this.#map(item.items, secret, depth);
      case 'array':
        for (let i = 0; i < item.items && !this.#ends(item.items); i++) {
          if (!this.#value(secret, depth + 1)) return false;
        }
        return true;
      case 'text':
      case 'bytes':
        if (!secret) this.#content(item, start, depth);
        // An empty one keeps no secret.
        else if (item.content !== '') this.#replace(start, item.next);
        return true;
      case 'scalar':
        if (secret) this.#replace(start, item.next);
        return true;
      case 'nothing':
        return true;
    }
  }

  /** A container of unknown length ends here. */
  #ends(items: number): boolean {
    if (items !== Number.POSITIVE_INFINITY) return false;
    const item = this.#read();
    if (item?.kind !== 'end') return false;
    this.at = item.next;
    return true;
  }

  #map(items: number, secret: boolean, depth: number): boolean {
    let named = false;
    let value: SearchedValue | null = null;
    let whole = true;
    for (let i = 0; whole && i < items && !this.#ends(items); i += 2) {
      const verdict = this.#key(depth);
      if (verdict === null) {
        whole = false;
        break;
      }
      const { at } = this;
      const from = this.#edits.length;
      if (verdict === 'name') named ||= this.#namesSecret();
      whole = this.#value(secret || verdict === 'secret', depth + 1);
      if (verdict === 'value') value = { at, from, to: this.#edits.length };
    }
    if (named && !secret && value) this.#again(value, depth + 1);
    return whole;
  }

  /** What the key that is next says of its value; `null` where there is none to its end. */
  #key(depth: number): Verdict | null {
    const key = this.#read();
    if (key?.kind !== 'text' && key?.kind !== 'bytes') {
      return this.#value(false, depth + 1) ? 'open' : null;
    }
    this.hasNames = true;
    this.#content(key, this.at, depth);
    this.at = key.next;
    return this.secrets.judge(key.content, 0, key.content.length, same);
  }

  /** Whether the next item is the name of a secret. */
  #namesSecret(): boolean {
    const item = this.#read();
    return item !== null && 'content' in item && this.secrets.isSecret(item.content);
  }

  /** A value that is known only now to be secret. */
  #again({ at, from, to }: SearchedValue, depth: number): void {
    this.#edits.splice(from, to - from);
    const after = this.at;
    this.at = at;
    this.#value(true, depth);
    this.at = Math.max(this.at, after);
  }

  /** Nothing can be read on. What was to be secret may be anywhere in the rest. */
  #stop(secret: boolean, start: number): false {
    this.at = start;
    if (secret && start < this.text.length) {
      this.#replace(start, this.text.length);
      this.at = this.text.length;
    }
    return false;
  }

  #replace(start: number, end: number): void {
    this.#edits.push({ start, end, by: this.format.writeText(redacted), secrets: 1 });
  }

  #content(item: PackedItem & { kind: 'text' | 'bytes' }, start: number, depth: number): void {
    const { kind, content, next } = item;
    const { format } = this;
    if (kind === 'text') {
      this.#search(start, next, content, redactText, format.writeText);
      return;
    }
    const inner = new PackedSearch(content, format, this.secrets, depth + 1);
    if (inner.next() && inner.hasNames && inner.at === content.length) {
      const { text, secrets } = inner.told();
      if (secrets > 0) this.#edits.push({ start, end: next, by: format.writeBytes(text), secrets });
    } else this.#search(start, next, content, redactBytes, format.writeBytes);
  }

  #search(
    start: number,
    end: number,
    content: string,
    redact: typeof redactText,
    write: (content: string) => string,
  ): void {
    if (content.length < shortest) return;
    let secrets = 0;
    const safe = redact(content, this.secrets, () => {
      secrets++;
    });
    if (safe !== content) this.#edits.push({ start, end, by: write(safe), secrets });
  }
}
