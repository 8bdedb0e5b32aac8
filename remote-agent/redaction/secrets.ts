import { detached } from '../content/detached.ts';
import { isSecretName, mayNameSecret, redacted } from './secret-names.ts';

/** What a name says of its value: of a pair as `{"name":"password","value":…}`, it may be the `name` or the `value`. */
export type Verdict = 'secret' | 'name' | 'value' | 'open';

/**
 * What counts as a secret in one trace: the names that always do, and what the user added. A pattern is a name, in
 * which `*` stands for anything and case does not count, or `/a regular expression/` for the text of values.
 */
export class Secrets {
  readonly #names: readonly RegExp[];
  readonly #texts: readonly RegExp[];
  readonly #verdicts = new Map<string, boolean>();
  readonly #parts: ({ readonly part: string; readonly verdict: Verdict } | undefined)[] = new Array(
    slots,
  ).fill(undefined);

  /** @throws SyntaxError, with a sentence, for a regular expression that is none */
  constructor(patterns: readonly string[] = []) {
    const isExpression = (pattern: string) => pattern.length > 2 && /^\/.*\/$/.test(pattern);
    this.#texts = patterns.filter(isExpression).map(expressionOf);
    this.#names = patterns.filter((pattern) => !isExpression(pattern)).map(nameExpressionOf);
  }

  /** Whether a header, parameter or field of that name holds a secret. */
  isSecret(name: string): boolean {
    if (this.#names.length === 0) return isSecretName(name);
    const known = this.#verdicts.get(name);
    if (known !== undefined) return known;
    const verdict = isSecretName(name) || this.isAdded(name);
    if (this.#verdicts.size >= verdictsKept) this.#verdicts.clear();
    if (name.length <= longestName) this.#verdicts.set(detached(name), verdict);
    return verdict;
  }

  /** `false`: no name in this text is that of a secret. */
  mayBeNamedIn(text: string): boolean {
    return this.#names.length > 0 || mayNameSecret(text);
  }

  /** Whether the user gave that name. */
  isAdded(name: string): boolean {
    return this.#names.some((pattern) => pattern.test(name));
  }

  /** As {@link isSecret}, of `text[start, end)`, of which `read` makes the name: without a string of one that is known. */
  isSecretPart(text: string, start: number, end: number, read: (part: string) => string): boolean {
    return this.judge(text, start, end, read) === 'secret';
  }

  /** As {@link isSecretPart}, with what else a name may say. */
  judge(text: string, start: number, end: number, read: (part: string) => string): Verdict {
    const slot = slotOf(text, start, end);
    const known = this.#parts[slot];
    if (known && stands(known.part, text, start, end)) return known.verdict;
    const part = text.slice(start, end);
    const verdict = this.isSecret(read(part)) ? 'secret' : (pair.get(part.toLowerCase()) ?? 'open');
    if (part.length <= longestName) this.#parts[slot] = { part: detached(part), verdict };
    return verdict;
  }

  /** Whether a parameter of a query or a form holds a secret; the name may be percent-encoded. */
  isSecretParameter(name: string): boolean {
    const decoded = percentDecoded(name);
    // The API key of many services (Google's, for one).
    const secret = this.isSecret(decoded) || decoded.toLowerCase() === 'key';
    // JSON or a sentence with an equals sign in it is no name.
    return secret && !/[\s"'<>{}]/.test(decoded);
  }

  /** Replaces what the user's expressions find, wherever it stands; `replaced` is called for each place. */
  replaceIn(text: string, replaced: () => void = () => {}): string {
    let result = text;
    for (const expression of this.#texts) {
      result = result.replace(expression, (found) => {
        if (found === '') return '';
        replaced();
        return redacted;
      });
    }
    return result;
  }

  get hasExpressions(): boolean {
    return this.#texts.length > 0;
  }
}

/** The text itself where it is not percent-encoded rightly. */
function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const pair: ReadonlyMap<string, Verdict> = new Map([
  ...['name', 'key', 'field', 'header'].map((name) => [name, 'name'] as const),
  ...['value', 'val'].map((name) => [name, 'value'] as const),
]);

/** A power of two. */
const slots = 1024;

function slotOf(text: string, start: number, end: number): number {
  let hash = end - start;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return (hash ^ (hash >>> 10)) & (slots - 1);
}

function stands(part: string, text: string, start: number, end: number): boolean {
  if (part.length !== end - start) return false;
  for (let i = 0; i < part.length; i++) {
    if (part.charCodeAt(i) !== text.charCodeAt(start + i)) return false;
  }
  return true;
}

const verdictsKept = 4096;
const longestName = 256;

function expressionOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern.slice(1, -1), 'g');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(`The pattern ${pattern} for secrets is no regular expression: ${why}.`);
  }
}

function nameExpressionOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`, 'i');
}
