import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { leftOut } from '../../route-server/protocol/messages.ts';
import { isReadable } from '../../route-server/scan/entry.ts';

const mostFiles = 50_000;
const mostFolders = 50_000;

/**
 * The source files below a folder with the time of their last change. Links are not followed, so that none leads
 * round in a circle; folders that cannot be read have none.
 */
export async function sourceFiles(folder: string): Promise<ReadonlyMap<string, number>> {
  const files = new Map<string, number>();
  const folders = [folder];
  for (let at = 0; at < folders.length && at < mostFolders; at += 1) {
    const inside = folders[at] ?? '';
    for (const entry of await readdir(inside, { withFileTypes: true }).catch(() => [])) {
      const path = join(inside, entry.name);
      if (entry.isDirectory() && !leftOut.includes(entry.name)) folders.push(path);
      if (!entry.isFile() || !isReadable(path)) continue;
      if (files.size >= mostFiles) return files;
      const changed = await stat(path).catch(() => undefined);
      if (changed) files.set(path, changed.mtimeMs);
    }
  }
  return files;
}
