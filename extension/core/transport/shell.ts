/** Quotes one word for a POSIX shell (POSIX.1-2017, 2.2.2): what stands inside is taken literally. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * The command line that has `sh` run a script, whatever login shell the SSH server hands it to. Inside single
 * quotes sh, fish and csh disagree about quotes, backslashes, `!` and line ends: none of these is left in it.
 */
export function shellCommand(script: string): string {
  const encoded = Buffer.from(script, 'utf8')
    .toString('latin1')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be encoded
    .replace(/[\x00-\x1f'\\!\x7f-\xff]/g, (char) => {
      return `\\0${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
    });
  return `exec sh -c 'eval "$(printf %b "$1")"' sh '${encoded}'`;
}
