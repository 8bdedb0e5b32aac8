import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';

/**
 * A multipart/form-data content (RFC 7578) with the contents of secret fields replaced. `text` has one character a
 * byte; a last part that is cut off counts to its end.
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
      const headEnd = part.indexOf('\r\n\r\n');
      if (headEnd < 0) return part;
      const name = /;\s*name="?([^";\r\n]*)/i.exec(part.slice(0, headEnd))?.[1];
      const valueAt = headEnd + 4;
      const valueEnd = part.endsWith('\r\n') ? part.length - 2 : part.length;
      if (name === undefined || valueEnd <= valueAt || !secrets.isSecret(name)) return part;
      replaced();
      return part.slice(0, valueAt) + redacted + part.slice(valueEnd);
    })
    .join(delimiter);
}
