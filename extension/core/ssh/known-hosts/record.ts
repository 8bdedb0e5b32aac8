import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { keyType } from './line.ts';
import { hashedName } from './match.ts';

/**
 * Adds a key to a known_hosts file in one write at its end. A new file gets mode 0600, a new folder 0700; modes
 * of what exists stay as they are.
 */
export async function recordHostKey(
  file: string,
  host: string,
  key: Buffer,
  hash: boolean,
): Promise<void> {
  const folder = dirname(file);
  if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) {
    await chmod(folder, 0o700);
  }
  const hosts = hash ? hashedName(host.toLowerCase(), randomBytes(20)) : host.toLowerCase();
  const entry = `${hosts} ${keyType(key)} ${key.toString('base64')}\n`;
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    let separator = '';
    if (size > 0) {
      const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
      if (buffer[0] !== 0x0a) separator = '\n';
    }
    await handle.write(separator + entry);
  } finally {
    await handle.close();
  }
}
