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
  /^([ \t]*)(?:- +|export +)?([\w.-]{1,128})[ \t]*(?::[ \t]+|=[ \t]*)([^\s{[][^\r\n]*)/gm;
/** Of YAML: the value is what follows, indented (YAML 1.2, 8.1). */
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
    const [all, indentation = '', name = '', value = ''] = found;
    if (found.index < copied || !secrets.isSecret(name)) continue;
    const written = value.trimEnd();
    if (nothing.test(written) || written === redacted) continue;
    const lineEnd = found.index + all.length;
    const isBlock = block.test(written);
    const start = isBlock ? lineEnd : lineEnd - value.length;
    const end = isBlock ? endOfBlock(text, lineEnd, indentation.length) : start + written.length;
    if (end <= start) continue;
    replaced();
    told += text.slice(copied, start) + (isBlock ? `\n${indentation}  ${redacted}` : redacted);
    copied = end;
  }
  return told + text.slice(copied);
}

/** Where the lines end that are indented more, or blank, after the line that ends at `from`. */
function endOfBlock(text: string, from: number, indentation: number): number {
  let end = from;
  while (end < text.length) {
    const start = text.indexOf('\n', end) + 1;
    if (start === 0) break;
    const next = text.indexOf('\n', start);
    const lineEnd = next < 0 ? text.length : next;
    const line = text.slice(start, lineEnd);
    if (line.trim() !== '' && line.search(/\S/) <= indentation) break;
    if (lineEnd <= end) break;
    end = lineEnd;
  }
  return end;
}
