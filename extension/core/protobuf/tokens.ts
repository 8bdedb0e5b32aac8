const token =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(\.?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|[+-]?[\d.][\w.]*|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[\s\S])/gy;

/** The words of a `.proto` file: names with their dots, numbers, texts in their quotes, and signs. */
export class ProtoTokens {
  readonly #words: string[] = [];
  #at = 0;

  constructor(text: string) {
    for (const [, word] of text.matchAll(token)) if (word !== undefined) this.#words.push(word);
  }

  /** The next word, or one of those behind it; empty at the end. */
  peek(ahead = 0): string {
    return this.#words[this.#at + ahead] ?? '';
  }

  next(): string {
    return this.#words[this.#at++] ?? '';
  }

  /** Takes the next word where it is this one. */
  take(word: string): boolean {
    if (this.peek() !== word) return false;
    this.#at++;
    return true;
  }

  /** Goes behind the `;` or the block that ends a statement, or before the `}` around it. */
  skipStatement(endsWithBlock: boolean): void {
    let depth = 0;
    while (this.peek() !== '') {
      if (depth === 0 && this.peek() === '}') return;
      const word = this.next();
      if (word === '{' || word === '[') depth++;
      else if (word === '}' || word === ']') depth--;
      if (depth > 0) continue;
      if (word === ';' || (endsWithBlock && word === '}')) return;
    }
  }
}
