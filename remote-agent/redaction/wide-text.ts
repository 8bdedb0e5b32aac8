/** A charset in which ASCII does not stand by itself. */
export type WideCoding = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

/**
 * How JSON begins (RFC 4627, section 3): without a mark, zeros say which of them it is. A byte order mark says so of
 * any text.
 */
const starts: readonly (readonly [start: RegExp, coding: WideCoding])[] = [
  [/^(?:\xff\xfe\0\0|[[{"]\0\0\0)/, 'utf-32le'],
  [/^(?:\0\0\xfe\xff|\0\0\0[[{"])/, 'utf-32be'],
  [/^(?:\xff\xfe|[[{"]\0[^\0]\0)/, 'utf-16le'],
  [/^(?:\xfe\xff|\0[[{"]\0[^\0])/, 'utf-16be'],
];

/** Of a text, given one character a byte: by how it begins, else as its type has it. */
export function wideCodingOf(text: string, charset: string | undefined): WideCoding | null {
  const first = text.charCodeAt(0);
  // Nearly no text begins like that.
  if (first >= 0xfe || first === 0 || text.charCodeAt(1) === 0) {
    const found = starts.find(([start]) => start.test(text))?.[1];
    if (found) return found;
  }
  const [, width] = /^utf-(16|32)/.exec(charset ?? '') ?? [];
  if (width !== '16' && width !== '32') return null;
  const isBig = /be$/.test(charset ?? '') || (/\d$/.test(charset ?? '') && first === 0);
  return `utf-${width}${isBig ? 'be' : 'le'}`;
}

/**
 * Lets `change` have a text of that coding one character a byte, and codes what it makes of it as it was. A last part
 * of a unit goes as it is.
 */
export function inOneByte(
  text: string,
  coding: WideCoding,
  change: (plain: string) => string,
): string {
  const width = coding.startsWith('utf-16') ? 2 : 4;
  const even = text.length - (text.length % width);
  const units = Buffer.from(text.slice(0, even), 'latin1');
  const plain = Buffer.from(decoded(units, coding)).toString('latin1');
  const changed = change(plain);
  if (changed === plain) return text;
  const told = encoded(Buffer.from(changed, 'latin1').toString('utf8'), coding);
  return told.toString('latin1') + text.slice(even);
}

function decoded(units: Buffer, coding: WideCoding): string {
  swapTo(units, coding);
  if (coding.startsWith('utf-16')) return units.toString('utf16le');
  let text = '';
  for (let at = 0; at < units.length; at += 4) {
    const point = units.readUInt32LE(at);
    text += String.fromCodePoint(point > 0x10ffff ? 0xfffd : point);
  }
  return text;
}

function encoded(text: string, coding: WideCoding): Buffer {
  let units = Buffer.from(text, 'utf16le');
  if (coding.startsWith('utf-32')) {
    const points = [...text];
    units = Buffer.alloc(4 * points.length);
    for (const [index, point] of points.entries()) {
      units.writeUInt32LE(point.codePointAt(0) ?? 0, 4 * index);
    }
  }
  swapTo(units, coding);
  return units;
}

/** To or from the order of this processor's kind, the least byte first. */
function swapTo(units: Buffer, coding: WideCoding): void {
  if (coding === 'utf-16be') units.swap16();
  else if (coding === 'utf-32be') units.swap32();
}
