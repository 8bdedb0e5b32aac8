import type { SourceFacts } from '../facts/facts.ts';

/** The files that are known, as the linker needs them. */
export interface Workspace {
  /** Of files that may hold routes. */
  readonly files: Iterable<SourceFacts>;
  /** Of any file that is known, read now when it was not before. */
  facts(uri: string): SourceFacts | undefined;
  has(uri: string): boolean;
  /** What modules were found to be, kept until files come or go. */
  readonly modules: Map<string, readonly string[]>;
  /** Files whose address ends in this, after a slash. */
  endingIn(path: string): readonly string[];
  /** Files that lie in this folder. */
  within(folder: string): readonly string[];
}

/** The folder of an address. */
export function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}

/** Goes from a folder by a path with `.` and `..`. */
export function joinUri(folder: string, path: string): string {
  const parts = folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
