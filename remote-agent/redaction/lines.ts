import type { MediaType } from '../content/kind.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';

/** Types of which lines are fields; a text without a type, or one that is called plain, may be any of them. */
const lineTypes = /^$|^text\/plain$|[/+.-](?:yaml|yml|toml|ini|properties|env|dotenv)$/;

/**
 * A name and what it is set to, on one line of YAML, TOML, a file of properties or of an environment. A name in quotes is
 * JSON's, which is searched by itself.
 */
const field =
  /^([ \t]*(?:- +)*)(?:export +)?([\w.-]{1,128})[ \t]*(?::[ \t]+|=[ \t]*)([^\s{[][^\r\n]*)/gm;
/** Of YAML: all of the value comes on the lines after it (YAML 1.2, 8.1). */
const block = /^[|>][-+0-9]{0,2}$/;
const nothing = /^(?:true|false|null|~|""|'')$/;

/** Whether lines of such a content are fields. */
export function hasLineFields({ essence }: MediaType): boolean {
  return lineTypes.test(essence);
}

/** Lines without the values of fields that are secret by their names. One character a byte is enough. */
export function redactLineFields(text: string, secrets: Secrets, replaced: () => void): string {
  if (!secrets.mayBeNamedIn(text)) return text;
  let told = '';
  let copied = 0;
  for (const found of text.matchAll(field)) {
    const [all, before = '', name = '', value = ''] = found;
    if (found.index < copied || !secrets.isSecret(name)) continue;
    const written = value.trimEnd();
    if (nothing.test(written) || written === redacted) continue;
    const lineEnd = found.index + all.length;
    const end = endOfValue(text, lineEnd, before.length);
    const isBlock = block.test(written);
    if (isBlock && end === lineEnd) continue;
    replaced();
    told += text.slice(copied, isBlock ? lineEnd : lineEnd - value.length);
    told += isBlock ? `\n${' '.repeat(before.length + 2)}${redacted}` : redacted;
    copied = end;
  }
  return told + text.slice(copied);
}

/** YAML goes on with a value on the lines after it, blank ones too, that are indented more than its name is. */
function endOfValue(text: string, lineEnd: number, indentation: number): number {
  let end = lineEnd;
  for (let at = lineEnd; ; ) {
    const start = text.indexOf('\n', at) + 1;
    if (start === 0) return end;
    const next = text.indexOf('\n', start);
    at = next < 0 ? text.length : next;
    const first = text.slice(start, at).search(/\S/);
    if (first >= 0 && first <= indentation) return end;
    // Blank lines that nothing of it follows are not its own.
    if (first >= 0) end = text[at - 1] === '\r' ? at - 1 : at;
  }
}
