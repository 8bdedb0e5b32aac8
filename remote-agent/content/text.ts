import { mediaTypeOf } from './kind.ts';

export interface TextSigns {
  /** The value of Content-Type. */
  readonly type: string;
  /** What the charset is known to be, whatever the type says. */
  readonly charset?: string | undefined;
  /** The end may be missing: a character that was cut in two there is no reason to doubt. */
  readonly cut: boolean;
}

/**
 * A content without its codings as text; `undefined` where it is none in its charset, or the charset is not known. A byte
 * order mark decides before the charset (Encoding Standard, section 6, “BOM sniff”). Without both it is UTF-8, and HTML
 * that is not is what it says itself, else windows-1252, as in browsers (HTML Standard, section 13.2.3.2).
 */
export function decodedText(
  bytes: Uint8Array,
  { type, charset, cut }: TextSigns,
): string | undefined {
  const { essence, charset: told } = mediaTypeOf(type);
  const known = markOf(bytes) ?? charset ?? told;
  // Some servers say it twice, or quote it in other ways.
  if (known !== undefined) return decoded(bytes, /[\w.:+-]+/.exec(known)?.[0] ?? '', cut);
  const text = decoded(bytes, 'utf-8', cut);
  if (text !== undefined || essence !== 'text/html') return text;
  return decoded(bytes, declaredIn(bytes) ?? 'windows-1252', cut);
}

/** The same where it looks like text, too, and not like bytes that some charset has a character for. */
export function contentText(bytes: Uint8Array, signs: TextSigns): string | undefined {
  const text = decodedText(bytes, signs);
  return text !== undefined && isMostlyText(text) ? text : undefined;
}

function decoded(bytes: Uint8Array, label: string, cut: boolean): string | undefined {
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    const text = decoder.decode(bytes, { stream: cut });
    return decoder.encoding === 'windows-1252' ? withPrintedC1(text) : text;
  } catch {
    return undefined;
  }
}

/** What windows-1252 has at 0x80 to 0x9f. */
const printedC1 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Some versions of Node take windows-1252 for ISO 8859-1, which has control characters there. */
function withPrintedC1(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (control) => printedC1[control.charCodeAt(0) - 0x80] ?? '');
}

function markOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined;
}

/** Bytes of HTML that are looked into for its charset. */
const declaredWithin = 1024;

function declaredIn(bytes: Uint8Array): string | undefined {
  const start = decoded(bytes.subarray(0, declaredWithin), 'windows-1252', true) ?? '';
  return /<meta\b[^>]*\bcharset\s*=\s*["']?([\w.:-]+)/i.exec(start)?.[1];
}

/** Control characters are rare in text; U+0000 does not occur. */
function isMostlyText(text: string): boolean {
  if (text.includes('\0')) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is counted
  const controls = text.match(/[\x01-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]/g)?.length ?? 0;
  return controls * 20 <= text.length;
}
