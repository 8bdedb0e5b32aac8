import { redacted } from './secret-names.ts';

const beginning = /-----BEGIN ([A-Z0-9 ]{0,64}PRIVATE KEY(?: BLOCK)?)-----/g;

/**
 * Private keys in their textual encoding (RFC 7468; RFC 4880, section 6.2), encrypted ones with their headers too: up
 * to the line that ends them, or to the end of the text.
 */
export function replacePrivateKeys(text: string, replaced: () => void): string {
  let result = '';
  let copied = 0;
  beginning.lastIndex = 0;
  for (let found = beginning.exec(text); found; found = beginning.exec(text)) {
    const ending = `-----END ${found[1]}-----`;
    const endAt = text.indexOf(ending, beginning.lastIndex);
    result += text.slice(copied, found.index) + redacted;
    copied = endAt < 0 ? text.length : endAt + ending.length;
    beginning.lastIndex = copied;
    replaced();
  }
  return copied === 0 ? text : result + text.slice(copied);
}
