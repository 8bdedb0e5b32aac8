import { spawn } from 'node:child_process';
import { once } from 'node:events';

const magics: readonly (readonly [prefix: string, program: string, ...args: string[]])[] = [
  ['1f8b', 'gzip', '-dc'],
  ['fd377a585a00', 'xz', '-dc'],
  ['28b52ffd', 'zstd', '-dc'],
  ['02214c18', 'lz4', '-dc'],
];

/** The program that unpacks data beginning like this; undefined for data that is not compressed. */
export function decompressorOf(data: Buffer): readonly string[] | undefined {
  const start = data.toString('hex', 0, 8);
  return magics.find(([prefix]) => start.startsWith(prefix))?.slice(1);
}

/** Unpacks gzip, xz, zstd and lz4 by their magic numbers; other data comes back as it is. */
export async function decompress(data: Buffer): Promise<Buffer> {
  const [program, ...args] = decompressorOf(data) ?? [];
  if (program === undefined) return data;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  // The kernel appends its uncompressed size to the payload: the program stops reading there.
  child.stdin.on('error', () => undefined);
  child.stdin.end(data);
  await once(child, 'close');
  // For the same reason its exit status says nothing.
  if (chunks.length === 0) throw new Error(`${program} could not unpack the data.`);
  return Buffer.concat(chunks);
}
