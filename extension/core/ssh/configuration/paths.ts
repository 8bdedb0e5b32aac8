import { wordsOf } from './included.ts';

/**
 * The paths of a directive that has several. `ssh -G` prints them without the quotes that keep one with blanks
 * together: a word that no path begins with goes on with the one before.
 */
export function pathsOf(value: string): string[] {
  if (value.includes('"')) return wordsOf(value);
  return value.trim().split(/\s+(?=[/~%$]|[A-Za-z]:[\\/])/);
}
