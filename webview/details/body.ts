import type { HeaderField } from '../../remote-agent/protocol/exchange.ts';
import { indentJson } from './json.ts';

/** How a captured body is shown. */
export type BodyView =
  | { readonly kind: 'none' }
  /** There was content, but none of it is here; `why` is a sentence. */
  | { readonly kind: 'absent'; readonly why: string }
  | { readonly kind: 'text'; readonly text: string; readonly what: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly what: string };

export interface BodySource {
  readonly headers: readonly HeaderField[];
  /** On the wire. */
  readonly bodyBytes: number;
  /** Base64. */
  readonly body?: string;
}

/** Decides between text and bytes. Content that is still encoded (RFC 9110, section 8.4) stays bytes. */
export function bodyView(source: BodySource, dropped: boolean): BodyView {
  if (source.bodyBytes === 0 && !source.body) return { kind: 'none' };
  if (!source.body) {
    const why = dropped
      ? 'The body was let go to stay within the memory limit; it was the oldest one held.'
      : 'The body was counted, but none of it was copied.';
    return { kind: 'absent', why };
  }
  const bytes = decodeBase64(source.body);
  if (!bytes) return { kind: 'absent', why: 'The body did not arrive in a readable form.' };
  const coding = headerValue(source.headers, 'content-encoding');
  if (coding && coding.toLowerCase() !== 'identity') {
    return { kind: 'bytes', bytes, what: `${coding}, not decoded` };
  }
  const type = headerValue(source.headers, 'content-type');
  const text = decodeText(bytes, type, source.bodyBytes > bytes.length);
  if (text === undefined) return { kind: 'bytes', bytes, what: type || 'bytes' };
  const pretty = looksLikeJson(type, text) ? indentJson(text) : undefined;
  return pretty === undefined
    ? { kind: 'text', text, what: type || 'text' }
    : { kind: 'text', text: pretty, what: `${type || 'JSON'}, indented` };
}

/** The value of a field, case-insensitive (RFC 9110, section 5.1); several are joined by commas. */
export function headerValue(headers: readonly HeaderField[], name: string): string {
  return headers
    .filter(([field]) => field.toLowerCase() === name)
    .map(([, value]) => value)
    .join(', ');
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** `undefined` for what is not text. A character that was cut in two at the end is no reason to doubt. */
function decodeText(bytes: Uint8Array, type: string, cut: boolean): string | undefined {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    const text = new TextDecoder(charset, { fatal: true }).decode(bytes, { stream: cut });
    return isMostlyText(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Control characters are rare in text; U+0000 does not occur. */
function isMostlyText(text: string): boolean {
  if (text.includes('\0')) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is counted
  const controls = text.match(/[\x01-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]/g)?.length ?? 0;
  return controls * 20 <= text.length;
}

function looksLikeJson(type: string, text: string): boolean {
  return /[/+]json\b/i.test(type) || (type === '' && /^\s*[[{]/.test(text));
}
