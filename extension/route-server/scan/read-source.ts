import { readFile, stat } from 'node:fs/promises';
import { maxFileBytes } from '../protocol/messages.ts';

/** The text of a file of this machine; `null` where it is gone, is not ours to read, or is no source file. */
export async function readSource(uri: string, log: (line: string) => void): Promise<string | null> {
  try {
    const url = new URL(uri);
    const found = await stat(url);
    // A pipe or a device would be read for ever.
    if (!found.isFile()) return null;
    if (found.size <= maxFileBytes) return await readFile(url, 'utf8');
    const megabytes = (found.size / 1e6).toFixed(1);
    log(`${uri} is left out, as its ${megabytes} MB are more than anybody writes.`);
    return null;
  } catch {
    return null;
  }
}
