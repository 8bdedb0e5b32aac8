const quote = 0x22;
const backslash = 0x5c;

/** The scalars of one value, however deep, but not the names of members. */
export class ValueScan {
  #depth = 0;

  constructor(
    readonly text: string,
    public at: number,
  ) {}

  next(): { start: number; end: number } | null {
    const { text } = this;
    do {
      this.at = skipBlanks(text, this.at);
      const start = this.at;
      if (start >= text.length) return null;
      const code = text.charCodeAt(start);
      if (code === 0x7b || code === 0x5b) this.#depth++;
      else if (code === 0x7d || code === 0x5d) {
        if (this.#depth === 0) return null;
        this.#depth--;
      } else if (code === quote) {
        this.at = stringEnd(text, start);
        const isName = text.charCodeAt(skipBlanks(text, this.at)) === 0x3a;
        // An empty string keeps no secret.
        if (!isName && text.slice(start, this.at) !== '""') return { start, end: this.at };
        continue;
      } else if (code !== 0x2c && code !== 0x3a) {
        this.at = scalarEnd(text, start);
        if (this.at === start) return null;
        if (text.slice(start, this.at) !== 'null') return { start, end: this.at };
        continue;
      }
      this.at++;
    } while (this.#depth > 0);
    return null;
  }
}

/** After the closing quote of the string that begins at `at`; the end of the text where it has none. */
export function stringEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === backslash) i++;
    else if (code === quote) return i + 1;
  }
  return text.length;
}

/** After a number or a literal. */
export function scalarEnd(text: string, at: number): number {
  let i = at;
  while (i < text.length && /[-+.\w]/.test(text.charAt(i))) i++;
  return i;
}

export function skipBlanks(text: string, at: number): number {
  let i = at;
  while (isBlank(text.charCodeAt(i))) i++;
  return i;
}

export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}
