import { contentKind, mediaTypeOf } from '../../../remote-agent/content/kind.ts';
import { contentText } from '../../../remote-agent/content/text.ts';
import type { HeaderField } from '../../../remote-agent/protocol/exchange.ts';
import { redactBody } from '../../../remote-agent/redaction/body.ts';
import type { Secrets } from '../../../remote-agent/redaction/secrets.ts';
import { headerValue } from '../exchange/traits.ts';

/**
 * Without characters that nobody sees: whoever reads along must see what the assistant does. Line ends and tabs stay.
 */
export function visibleText(text: string): string {
  return text.replace(/[^\P{C}\n\t]|\p{Zl}|\p{Zp}|\p{Variation_Selector}/gu, '');
}

/** Visible text of at most so many characters. */
export function shortText(text: string, longest: number): string {
  const visible = visibleText(text);
  return visible.length <= longest ? visible : `${visible.slice(0, longest)}…`;
}

/** The decoded content of a message as text with its secrets replaced; `undefined` where it is no text. */
export function plainBody(
  bytes: Buffer,
  headers: readonly HeaderField[],
  secrets: Secrets,
): string | undefined {
  const latin1 = bytes.toString('latin1');
  const typeValue = headerValue(headers, 'content-type');
  const type = mediaTypeOf(typeValue);
  const kind = contentKind(type, latin1);
  if (kind === 'image' || (kind === 'binary' && textIn(bytes, typeValue) === undefined))
    return undefined;
  const { text } = redactBody(latin1, kind === 'binary' ? 'text' : kind, type, secrets);
  const plain = Buffer.from(text, 'latin1');
  return visibleText(textIn(plain, typeValue) ?? plain.toString('utf8'));
}

function textIn(bytes: Uint8Array, type: string): string | undefined {
  return contentText(bytes, { type, cut: true });
}
