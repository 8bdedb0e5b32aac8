/**
 * Characters that would be invisible or would change the order or the look of the text around them: controls
 * (C0, DEL, C1), bidirectional controls (UAX 9), zero-width and other formatting characters, line separators,
 * and halves of surrogate pairs.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text of a host as one line in which nothing is hidden: controls as their pictures, others as `⟨U+202E⟩`. */
export function visibleLine(text: string): string {
  return text.replace(hidden, picture);
}

/** The same for text of several lines: line ends and tabs stay. */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(hidden, (character) =>
      character === '\n' || character === '\t' ? character : picture(character),
    );
}

function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // The Control Pictures block holds one for each C0 control, and for DEL.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
