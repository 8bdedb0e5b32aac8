/** The arguments of a process, each ended by a NUL. */
export function argumentsOf(text: string): string[] {
  return text.replace(/\0+$/, '').split('\0');
}

/** As one line: joined by blanks. */
export function joinArguments(text: string): string {
  return argumentsOf(text).join(' ');
}
