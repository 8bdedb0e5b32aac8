import { mediaTypeOf } from '../../../remote-agent/content/kind.ts';
import { fieldsIn, itemsIn, textIn } from './fields.ts';

/** The pairs of a query or of a form, decoded (URL Standard, section 5.1), as `queryString` and `params` have them. */
export function pairsIn(
  text: string,
): readonly { readonly name: string; readonly value: string }[] {
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }));
}

/** Whether a content is a form whose fields `params` has. */
export function isForm(type: string): boolean {
  return mediaTypeOf(type).essence === 'application/x-www-form-urlencoded';
}

/**
 * The content of a form of which a file has only the parameters: of the type that they were posted as (RFC 7578, or the
 * URL Standard), though not byte by byte as it was sent.
 */
export function formOf(params: unknown, type: string): string {
  const fields = (itemsIn(params) ?? []).map(fieldsIn).filter((field) => field !== undefined);
  if (fields.length === 0) return '';
  const { essence, boundary } = mediaTypeOf(type);
  if (essence !== 'multipart/form-data' || boundary === undefined) {
    const pairs = fields.map(({ name, value }): [string, string] => [textIn(name), textIn(value)]);
    return new URLSearchParams(pairs).toString();
  }
  const parts = fields.map(({ name, value, fileName, contentType }) => {
    const file = fileName === undefined ? '' : `; filename=${quoted(fileName)}`;
    return [
      `--${boundary}`,
      `Content-Disposition: form-data; name=${quoted(name)}${file}`,
      ...(textIn(contentType) === '' ? [] : [`Content-Type: ${textIn(contentType)}`]),
      '',
      textIn(value),
    ].join('\r\n');
  });
  return `${parts.join('\r\n')}\r\n--${boundary}--\r\n`;
}

/** As browsers escape it (HTML Standard, section 4.10.22.8). */
function quoted(value: unknown): string {
  const escapes: Readonly<Record<string, string>> = { '\r': '%0D', '\n': '%0A', '"': '%22' };
  return `"${textIn(value).replace(/[\r\n"]/g, (character) => escapes[character] ?? '')}"`;
}
