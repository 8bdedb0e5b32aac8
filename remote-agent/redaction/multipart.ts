import { looksBinary } from '../content/kind.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';
import { redactBytes, redactText } from './text.ts';

/** The boundary that a multipart content begins with: not every type names it. */
export function boundaryOf(text: string): string | undefined {
  return /^(?:\r?\n)?--([^\r\n]{1,70})\r?\n/.exec(text)?.[1]?.trimEnd();
}

/**
 * A multipart content (RFC 2046, section 5.1) with the contents of secret fields of a form (RFC 7578) replaced, and the
 * secrets in other parts that are text. `text` has one character a byte; a last part that is cut off counts to its end.
 */
export function redactMultipart(
  text: string,
  boundary: string,
  secrets: Secrets,
  replaced: () => void,
): string {
  const delimiter = `--${boundary}`;
  return text
    .split(delimiter)
    .map((part) => redactPart(part, secrets, replaced))
    .join(delimiter);
}

function redactPart(part: string, secrets: Secrets, replaced: () => void): string {
  const blank = /\r?\n\r?\n/.exec(part);
  if (!blank) return redactText(part, secrets, replaced);
  const valueAt = blank.index + blank[0].length;
  const valueEnd = part.endsWith('\r\n') ? part.length - 2 : part.length;
  if (valueEnd <= valueAt) return part;
  const head = part.slice(0, valueAt);
  const value = part.slice(valueAt, valueEnd);
  const rest = part.slice(valueEnd);
  if (isSecretPart(head, secrets)) {
    replaced();
    return head + redacted + rest;
  }
  const redact = looksBinary(value) ? redactBytes : redactText;
  return head + redact(value, secrets, replaced) + rest;
}

/** A parameter of a header field (RFC 9110, section 5.6.6), `name*` as RFC 8187 has it. */
const parameter = /;\s*([\w*-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;\r\n]*)/gs;

function isSecretPart(head: string, secrets: Secrets): boolean {
  for (const [, name = '', value = ''] of head.matchAll(parameter)) {
    if (!/^name\*?$/i.test(name)) continue;
    const quoted = /^"(.*)"$/s.exec(value)?.[1]?.replace(/\\(.)/gs, '$1');
    const plain = (quoted ?? value).replace(/^utf-8'[^']*'/i, '').trim();
    if (secrets.isSecretParameter(plain)) return true;
  }
  return false;
}
