import { folderOf } from '../link/workspace.ts';

/** The addresses of a workspace's files, as imports look for them. */
export class Addresses {
  /** What modules were found to be, until files come or go. */
  readonly modules = new Map<string, readonly string[]>();
  private byName = new Map<string, string[]>();
  private byFolder = new Map<string, string[]>();
  private foldersByName = new Map<string, string[]>();

  /** The files are these now. */
  sort(uris: Iterable<string>): void {
    this.modules.clear();
    this.byName = new Map();
    this.byFolder = new Map();
    this.foldersByName = new Map();
    for (const uri of uris) {
      add(this.byName, lastOf(uri), uri);
      add(this.byFolder, folderOf(uri), uri);
    }
    for (const uri of this.byFolder.keys()) add(this.foldersByName, lastOf(uri), uri);
  }

  /** Files whose address ends in this, after a slash. */
  endingIn(path: string): readonly string[] {
    return (this.byName.get(lastOf(path)) ?? []).filter((uri) => uri.endsWith(`/${path}`));
  }

  /** Files that lie in this folder; without a scheme, in those whose address ends in it. */
  within(folder: string): readonly string[] {
    if (folder.includes('://')) return this.byFolder.get(folder) ?? [];
    const alike = this.foldersByName.get(lastOf(folder)) ?? [];
    return alike
      .filter((uri) => uri.endsWith(folder))
      .flatMap((uri) => this.byFolder.get(uri) ?? []);
  }
}

function add(map: Map<string, string[]>, key: string, uri: string): void {
  const list = map.get(key);
  if (list) list.push(uri);
  else map.set(key, [uri]);
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
