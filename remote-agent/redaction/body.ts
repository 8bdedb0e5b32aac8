import { looksBinary, type MediaType } from '../content/kind.ts';
import type { ContentKind } from '../protocol/exchange.ts';
import { redactHttpLines } from './header-lines.ts';
import { hasLineFields, redactLineFields } from './lines.ts';
import { boundaryOf, redactMultipart } from './multipart.ts';
import { redactPacked } from './packed.ts';
import { mayBePairs, redactParameters } from './parameters.ts';
import type { Secrets } from './secrets.ts';
import { redactBytes, redactText } from './text.ts';
import { inOneByte, wideCodingOf } from './wide-text.ts';

export interface RedactedBody {
  /** One character a byte, as what was given. */
  readonly text: string;
  /** How many secrets were replaced. */
  readonly secrets: number;
}

/**
 * A decoded content without the secrets of its fields: JSON members, entries of CBOR and MessagePack, form parameters,
 * parts of a multipart form, elements and attributes of markup, lines of YAML and the like, JSON and addresses that stand
 * in other text (server-sent events, scripts), and what looks like credentials. `text` has one character a byte, which is
 * enough, because names are ASCII and UTF-8 keeps ASCII apart; UTF-16 does not.
 */
export function redactBody(
  text: string,
  kind: ContentKind,
  type: MediaType,
  secrets: Secrets,
): RedactedBody {
  const packed = redactPacked(text, type.essence, secrets);
  if (packed) return packed;
  let count = 0;
  const replaced = () => {
    count++;
  };
  const coding = wideCodingOf(text, type.charset);
  // Zeros as UTF-16 has them make no text binary, nor does a type alone.
  const shown = isText(kind) || (!coding && looksBinary(text)) ? kind : 'text';
  const search = (plain: string) => withoutFields(plain, shown, type, secrets, replaced);
  const told = coding ? inOneByte(text, coding, search) : search(text);
  return { text: told, secrets: count };
}

/** Whether a content of that kind can hold secrets that are found by name. */
function isText(kind: ContentKind): boolean {
  return kind !== 'image' && kind !== 'binary';
}

function withoutFields(
  text: string,
  kind: ContentKind,
  type: MediaType,
  secrets: Secrets,
  replaced: () => void,
): string {
  if (!isText(kind)) return redactBytes(text, secrets, replaced);
  if (isForm(text, kind)) {
    const pairs = redactParameters(text, 'form', secrets, replaced);
    return redactText(pairs, secrets, replaced);
  }
  if (messageType.test(type.essence)) {
    return redactText(redactHttpLines(text, secrets, replaced), secrets, replaced);
  }
  if (kind === 'text' && hasLineFields(type)) {
    return redactText(redactLineFields(text, secrets, replaced), secrets, replaced);
  }
  const boundary = kind === 'multipart' ? (type.boundary ?? boundaryOf(text)) : undefined;
  return boundary
    ? redactMultipart(text, boundary, secrets, replaced)
    : redactText(text, secrets, replaced);
}

const messageType = /^(?:message|application)\/http$/;

/** Some clients call JSON a form, as `curl -d` does where nobody says otherwise. */
function isForm(text: string, kind: ContentKind): boolean {
  return kind === 'form' ? mayBePairs(text) : kind === 'text' && looksLikeForm(text);
}

/** Clients that send a form often do not say so. */
function looksLikeForm(text: string): boolean {
  return /^[\w.%+[\]-]{1,128}=[^\s&]*(?:&[\w.%+[\]-]{1,128}=[^\s&]*)*\s*$/.test(text);
}
