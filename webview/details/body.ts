import { codingsOf } from '../../remote-agent/content/codings.ts';
import { contentText } from '../../remote-agent/content/text.ts';
import type { Content, DecodingEnd, HeaderField } from '../../remote-agent/protocol/exchange.ts';
import { formatBytes } from '../text/format.ts';
import { plural } from '../text/nouns.ts';
import { t } from '../text/t.ts';
import { indentJson } from './json.ts';

/** What there is of a body. */
export type BodyContent =
  | { readonly kind: 'none' }
  /** There was content, but none of it is here; `why` is a sentence. */
  | { readonly kind: 'absent'; readonly why: string }
  | {
      readonly kind: 'here';
      /** Without its codings where they were undone. */
      readonly bytes: Uint8Array;
      /** Where it is text. */
      readonly text?: string;
      /** Where it is JSON: indented. */
      readonly pretty?: string;
      /** The bytes as they were sent, where they were coded. */
      readonly coded?: Uint8Array;
      /** As Content-Type says. */
      readonly type: string;
      readonly what: string;
    };

export interface BodySource {
  readonly headers: readonly HeaderField[];
  /** On the wire. */
  readonly bodyBytes: number;
  /** Base64. */
  readonly body?: string;
  readonly content?: Content;
  /** Base64 of the content without its codings. */
  readonly decoded?: string | null;
}

/** Finds out what a body is. Content whose codings (RFC 9110, section 8.4) were not undone stays bytes. */
export function bodyContent(source: BodySource, dropped: boolean): BodyContent {
  if (source.bodyBytes === 0 && !source.body) return { kind: 'none' };
  const shown = source.decoded ?? source.body;
  if (!shown) {
    const why = dropped
      ? t('The body was let go to stay within the limits; it was the oldest one held.')
      : t('The body was counted, but none of it was copied.');
    return { kind: 'absent', why };
  }
  const bytes = decodeBase64(shown);
  if (!bytes) return { kind: 'absent', why: t('The body did not arrive in a readable form.') };
  const coding = codingsOf(source.headers).join(', ');
  const isCoded = coding !== '';
  const type = headerValue(source.headers, 'content-type');
  if (isCoded && !source.decoded) {
    return { kind: 'here', bytes, type, what: t('{0}, not decoded', coding) };
  }
  const cut = isCoded || source.bodyBytes > bytes.length;
  const text = contentText(bytes, { type, charset: source.content?.charset, cut });
  const facts = [...(isCoded ? [decodedWords(coding, bytes.length, source.content)] : [])];
  const secrets = source.content?.secrets ?? 0;
  if (secrets > 0) facts.push(t('{0} replaced', plural(secrets, 'secret')));
  const pretty = text !== undefined && looksLikeJson(type, text) ? indentJson(text) : undefined;
  const kind = text === undefined ? t('bytes') : pretty === undefined ? t('text') : 'JSON';
  const coded = isCoded && source.body ? decodeBase64(source.body) : undefined;
  return {
    ...{ kind: 'here', bytes, type, what: [type || kind, ...facts].join(', ') },
    ...(text !== undefined && { text }),
    ...(pretty !== undefined && { pretty }),
    ...(coded !== undefined && { coded }),
  };
}

const decodingEnds: Readonly<Record<DecodingEnd, (coding: string, size: string) => string>> = {
  complete: (coding, size) => t('{0} decoded to {1}', coding, size),
  cut: (coding, size) => t('{0} decoded to {1} as far as it was captured', coding, size),
  limit: (coding, size) => t('{0} decoded to {1} up to the limit; it is larger', coding, size),
  damaged: (coding, size) =>
    t('{0} decoded to {1} as far as it is intact; the rest is damaged', coding, size),
  unsupported: (coding, size) => t('{0} decoded to {1}', coding, size),
};

function decodedWords(coding: string, length: number, content: Content | undefined): string {
  const { decodedBytes = length, decoding = 'complete' } = content ?? {};
  return decodingEnds[decoding](coding, formatBytes(decodedBytes));
}

/** The value of a field, case-insensitive (RFC 9110, section 5.1); several are joined by commas. */
export function headerValue(headers: readonly HeaderField[], name: string): string {
  return headers
    .filter(([field]) => field.toLowerCase() === name)
    .map(([, value]) => value)
    .join(', ');
}

/** @returns `undefined` for what is no Base64 */
export function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function looksLikeJson(type: string, text: string): boolean {
  return /[/+]json\b/i.test(type) || (type === '' && /^\s*[[{]/.test(text));
}
