/** Characters that a terminal or an editor would obey rather than show: controls, bidirectional and invisible ones. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const allUnsafe = new RegExp(unsafe, 'gu');

/** A word of a POSIX shell. What a terminal would obey is escaped as bash, zsh and ksh read it. */
export function shellQuote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!unsafe.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  return escaped(text, allUnsafe, 'utf8');
}

/** The same for text of a message's head, which is told one character a byte. */
export function shellBytes(text: string): string {
  return /[\x80-\xff]/.test(text) && !/[^\0-\xff]/.test(text)
    ? escaped(text, /[^\x20-\x7e]/g, 'latin1')
    : shellQuote(text);
}

function escaped(text: string, which: RegExp, encoding: 'utf8' | 'latin1'): string {
  const plain = text.replace(/[\\']/g, '\\$&').replace(which, (character) =>
    // Three octal digits: what follows is never taken for one more.
    [...Buffer.from(character, encoding)]
      .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
      .join(''),
  );
  return `$'${plain}'`;
}

/** A string literal of JavaScript. */
export function scriptQuote(text: string): string {
  return JSON.stringify(text)
    .replace(allUnsafe, (character) =>
      [...Array(character.length).keys()]
        .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
        .join(''),
    )
    .replaceAll('</', '<\\/');
}

/** One line in which nothing is hidden, for a comment. */
export function plainLine(text: string): string {
  return text.replace(allUnsafe, ' ');
}

/** A block of code of Markdown that its content cannot end. */
export function markdownBlock(text: string, language = ''): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  const shown = text
    .replace(/\r\n/g, '\n')
    .replace(allUnsafe, (character) =>
      character === '\n' || character === '\t'
        ? character
        : `\\u{${character.codePointAt(0)?.toString(16)}}`,
    );
  return `${fence}${language}\n${shown}${shown.endsWith('\n') ? '' : '\n'}${fence}`;
}

/** Code within a line of Markdown. */
export function markdownCode(text: string): string {
  const line = plainLine(text);
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(1, ...runs.map(({ length }) => length + 1)));
  return runs.length > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}
