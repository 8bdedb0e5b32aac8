const perLine = 16;

/** Bytes as lines of offset, hexadecimal digits and characters, as `hexdump -C` prints them. */
export function hexLines(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += perLine) {
    const part = bytes.subarray(offset, offset + perLine);
    const digits = Array.from(part, (byte) => byte.toString(16).padStart(2, '0'));
    const left = digits.slice(0, 8).join(' ').padEnd(23);
    const right = digits.slice(8).join(' ').padEnd(23);
    const characters = Array.from(part, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
    ).join('');
    lines.push(`${offset.toString(16).padStart(8, '0')}  ${left}  ${right}  ${characters}`);
  }
  return lines.join('\n');
}
