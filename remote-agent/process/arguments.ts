/** The arguments of a process, each ended by a NUL, as one line: joined by blanks. */
export function joinArguments(text: string): string {
  return text.replace(/\0+$/, '').replaceAll('\0', ' ');
}
