import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';

/** Bytes that are written at once, at least. */
const chunkBytes = 1_000_000;

/**
 * Writes a file piece by piece beside its place and moves it there once it is whole: where that fails, what stood there
 * before still does. Others have their turn between the pieces.
 */
export async function writeWhole(path: string, pieces: Iterable<string>): Promise<void> {
  // A link stays one; what it leads to is replaced.
  const target = await realpath(path).catch(() => path);
  const { mode } = await stat(target).catch(() => ({ mode: 0o666 }));
  const part = `${target}.${randomBytes(4).toString('hex')}.part`;
  try {
    const file = await open(part, 'wx', mode);
    try {
      for (const chunk of chunksOf(pieces)) await file.appendFile(chunk);
    } finally {
      await file.close();
    }
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** The bytes of all pieces, for places that are written in one go. Others have their turn between the pieces. */
export async function joined(pieces: Iterable<string>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for (const chunk of chunksOf(pieces)) {
    chunks.push(chunk);
    await setImmediate();
  }
  return Buffer.concat(chunks);
}

function* chunksOf(pieces: Iterable<string>): Generator<Buffer> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < chunkBytes) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}
