import { looksBinary } from '../content/kind.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';
import { redactBytes, redactText } from './text.ts';

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
    .map((part) => {
      const blank = /\r?\n\r?\n/.exec(part);
      if (!blank) return part;
      const valueAt = blank.index + blank[0].length;
      const valueEnd = part.endsWith('\r\n') ? part.length - 2 : part.length;
      if (valueEnd <= valueAt) return part;
      const head = part.slice(0, valueAt);
      const value = part.slice(valueAt, valueEnd);
      const safe = isSecretPart(head, secrets)
        ? redacted
        : withoutSecrets(value, secrets, replaced);
      if (safe === redacted) replaced();
      return head + safe + part.slice(valueEnd);
    })
    .join(delimiter);
}

function isSecretPart(head: string, secrets: Secrets): boolean {
  const name = /;\s*name\*?="?(?:utf-8''?)?([^";\r\n]*)/i.exec(head)?.[1];
  return name !== undefined && secrets.isSecret(name);
}

function withoutSecrets(value: string, secrets: Secrets, replaced: () => void): string {
  return looksBinary(value)
    ? redactBytes(value, secrets, replaced)
    : redactText(value, secrets, replaced);
}
