/**
 * A copy: V8 makes a part of a text by pointing into it, which would keep the whole in memory, and a text of two by
 * pointing at both, which takes 32 bytes for each that is added.
 */
export function detached(text: string): string {
  const copy = Buffer.from(text, 'latin1').toString('latin1');
  return copy === text ? copy : Buffer.from(text, 'utf16le').toString('utf16le');
}
