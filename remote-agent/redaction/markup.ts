import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';

/** A tag that begins an element: its name, its attributes, and whether that was all. The end of a text may cut it. */
const tag = /<([A-Za-z_][\w.:-]{0,127})((?:\s[^<>]*?)?)(\/?)(?:>|$)/g;
const attribute = /([\w.:-]{1,128})(\s*=\s*)("[^"]*(?:"|$)|'[^']*(?:'|$)|[^\s"'<>=]+)/g;
/** Attributes that name what another attribute of the same tag says, as `<input name="csrf" value="…">` does. */
const naming = /^(?:name|key|property|id)$/i;
/** Of these, the ones that say more than where to find it. */
const deciding = /^(?:name|key|property)$/i;
const saying = /^(?:value|content)$/i;
const isMarkup = /^\s*</;
const cdata = '<![CDATA[';
const cdataEnd = ']]>';

/**
 * XML and HTML without what stands in elements and attributes whose names say that it is a secret. One character a byte is
 * enough. Elements that have others in them keep these, which are looked at by themselves.
 */
export function redactMarkup(text: string, secrets: Secrets, replaced: () => void): string {
  if (!text.includes('<')) return text;
  const endsInTag = text.lastIndexOf('<') > text.lastIndexOf('>');
  if (!endsInTag && !secrets.mayBeNamedIn(text)) return text;
  let told = '';
  let copied = 0;
  const replace = (start: number, end: number, by: string) => {
    told += text.slice(copied, start) + by;
    copied = end;
  };
  for (const found of text.matchAll(tag)) {
    const [all, name = '', attributes = '', closed] = found;
    if (found.index < copied) continue;
    const isCut = !all.endsWith('>');
    const start = found.index + 1 + name.length;
    if (attributes.includes('=') && (isCut || secrets.mayBeNamedIn(attributes))) {
      const safe = redactAttributes(attributes, isCut, secrets, replaced);
      if (safe !== attributes) replace(start, start + attributes.length, safe);
    }
    if (closed || !secrets.isSecret(localPart(name))) continue;
    const content = contentAt(text, found.index + all.length, name);
    if (!content) continue;
    replaced();
    replace(content.start, content.end, redacted);
  }
  return told + text.slice(copied);
}

function localPart(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

/** The text of an element that has nothing else in it, and something to hide. */
function contentAt(
  text: string,
  from: number,
  name: string,
): { start: number; end: number } | null {
  const isCdata = text.startsWith(cdata, from);
  const start = isCdata ? from + cdata.length : from;
  const close = `${isCdata ? cdataEnd : ''}</${name}`;
  const found = text.indexOf(isCdata ? cdataEnd : '<', start);
  // `<password>` in a sentence is no element.
  if (found < 0 && !isMarkup.test(text)) return null;
  const end = found < 0 ? text.length : found;
  // The end of the text may have cut what ends the element.
  if (!close.startsWith(text.slice(end, end + close.length))) return null;
  const content = text.slice(start, end).trim();
  return content === '' || content === redacted ? null : { start, end };
}

/** `isCut`: what names the secret may have come behind the end of the text. */
function redactAttributes(
  text: string,
  isCut: boolean,
  secrets: Secrets,
  replaced: () => void,
): string {
  let isNamed = false;
  let names = false;
  for (const [, name = '', , given = ''] of text.matchAll(attribute)) {
    const { value, after } = unquoted(given);
    isNamed ||= deciding.test(name) && after !== '';
    names ||= naming.test(name) && secrets.isSecret(value);
    names ||= name.toLowerCase() === 'type' && value.toLowerCase() === 'password';
  }
  names ||= isCut && !isNamed;
  return text.replace(attribute, (all: string, name: string, equals: string, given: string) => {
    const { before, value, after } = unquoted(given);
    const isSecret = secrets.isSecret(localPart(name)) || (names && saying.test(name));
    // The key on the keyboard that goes to an element of HTML.
    const isShortcut = value.length === 1 && name.toLowerCase() === 'accesskey';
    if (!isSecret || isShortcut || value === '' || value === redacted) return all;
    replaced();
    return `${name}${equals}${before}${redacted}${after}`;
  });
}

function unquoted(given: string): { before: string; value: string; after: string } {
  const before = /^["']/.exec(given)?.[0] ?? '';
  const after = before !== '' && given.length > 1 && given.endsWith(before) ? before : '';
  return { before, value: given.slice(before.length, given.length - after.length), after };
}
