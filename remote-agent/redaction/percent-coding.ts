/** What `%` and two digits, or `+`, stand for; one character a byte, so that any bytes come back as they were. */
export function decodedBytes(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_all, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
}

/** The other way. Blanks are coded as `blank`: in forms they are plus signs, in other addresses often not. */
export function encodedBytes(bytes: string, blank: '+' | '%20'): string {
  return bytes.replace(/[^\w.~!*'()-]/g, (character) =>
    character === ' ' ? blank : `%${hexOf(character.charCodeAt(0))}`,
  );
}

function hexOf(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
