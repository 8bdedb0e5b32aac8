/** A charset in which ASCII does not stand by itself. */
export type WideCoding = 'utf-16le' | 'utf-16be';

/** Of a text, given one character a byte: by its byte order mark, else as its type has it. */
export function wideCodingOf(text: string, charset: string | undefined): WideCoding | null {
  if (text.startsWith('\xff\xfe')) return 'utf-16le';
  if (text.startsWith('\xfe\xff')) return 'utf-16be';
  if (!charset?.startsWith('utf-16')) return null;
  if (charset === 'utf-16') return text.charCodeAt(0) === 0 ? 'utf-16be' : 'utf-16le';
  return charset === 'utf-16be' ? 'utf-16be' : 'utf-16le';
}

/**
 * Lets `change` have a text of that coding one character a byte, and codes what it makes of it as it was. A last half
 * of a unit goes as it is.
 */
export function inOneByte(
  text: string,
  coding: WideCoding,
  change: (plain: string) => string,
): string {
  const even = text.length & ~1;
  const units = Buffer.from(text.slice(0, even), 'latin1');
  if (coding === 'utf-16be') units.swap16();
  const plain = Buffer.from(units.toString('utf16le')).toString('latin1');
  const changed = change(plain);
  if (changed === plain) return text;
  const told = Buffer.from(Buffer.from(changed, 'latin1').toString('utf8'), 'utf16le');
  if (coding === 'utf-16be') told.swap16();
  return told.toString('latin1') + text.slice(even);
}
