import { skipBlanks, stringEnd, ValueScan } from './json-values.ts';
import { redacted } from './secret-names.ts';
import type { Secrets, Verdict } from './secrets.ts';

const quote = 0x22;
/** The name and the value of a pair are not farther from each other. */
const farthest = 1024;
const longestName = 128;
const same = (name: string) => name;

/**
 * The secret values of a text of JSON, in its order: those of members whose name is that of a secret, and those of
 * pairs of which another member is that name, as in `{"name":"password","value":…}`.
 */
export class SecretValues {
  #result = '';
  #copied = 0;
  /** Where the last member began that names another, and the last one that such a member may name. */
  #nameAt = -1;
  #valueAt = -1;

  constructor(
    readonly text: string,
    readonly secrets: Secrets,
    readonly replaced: () => void,
  ) {}

  /** The value at `at` of a member of which that is known. @returns where members go on */
  pass(verdict: Verdict, at: number): number {
    if (verdict === 'secret') return this.#redact(at);
    if (verdict === 'value') {
      this.#valueAt = at;
      const nameAt = this.#nameAt;
      const isPair = nameAt >= 0 && this.#isName(nameAt) && this.#isInOneObject(nameAt, at);
      return isPair ? this.#redact(at) : at;
    }
    this.#nameAt = at;
    const valueAt = this.#valueAt;
    const isPair = valueAt >= this.#copied && this.#isInOneObject(valueAt, at) && this.#isName(at);
    if (isPair) this.#redact(valueAt);
    return at;
  }

  told(): string {
    return this.#copied === 0 ? this.text : this.#result + this.text.slice(this.#copied);
  }

  #redact(at: number): number {
    const { text } = this;
    const scan = new ValueScan(text, at);
    for (let part = scan.next(); part; part = scan.next()) {
      this.#result += `${text.slice(this.#copied, part.start)}"${redacted}"`;
      this.#copied = part.end;
      this.replaced();
    }
    return Math.max(at, scan.at);
  }

  /** Whether no bracket stands between the value at `first` and that at `second`. */
  #isInOneObject(first: number, second: number): boolean {
    if (second - first > farthest) return false;
    const { text } = this;
    const start = skipBlanks(text, first);
    let at = text.charCodeAt(start) === quote ? stringEnd(text, start) : start;
    while (at < second && !isBracket(text.charCodeAt(at))) at++;
    return at === second;
  }

  /** Whether the value at `at` is the name of a secret. */
  #isName(at: number): boolean {
    const { text } = this;
    const start = skipBlanks(text, at) + 1;
    if (text.charCodeAt(start - 1) !== quote) return false;
    let end = start;
    while (end - start < longestName && isNameCharacter(text.charCodeAt(end))) end++;
    return text.charCodeAt(end) === quote && this.secrets.isSecretPart(text, start, end, same);
  }
}

function isBracket(code: number): boolean {
  const lower = code | 0x20;
  return lower === 0x7b || lower === 0x7d;
}

/** A letter, a digit, or what separates the words of a name. */
function isNameCharacter(code: number): boolean {
  const lower = code | 0x20;
  const isLetter = lower >= 0x61 && lower <= 0x7a;
  return isLetter || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x5f;
}
