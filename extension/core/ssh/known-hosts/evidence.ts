import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { keyType, parseKnownHostsLine } from './line.ts';
import { coversHost } from './match.ts';

/** An entry of a known_hosts file that speaks of the host in question. */
export interface KnownKey {
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  readonly type: string;
  readonly key: Buffer;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What the known_hosts files say about a host: facts only, no judgement. */
export interface KnownHostEvidence {
  /** Entries for the name that stands for this host and port. */
  readonly named: readonly KnownKey[];
  /** Entries for the host without its port, which OpenSSH accepts, but does not hold against a host. */
  readonly withoutPort: readonly KnownKey[];
}

/** Reads all files; one that is missing or unreadable says nothing, and `log` is told of the latter. */
export async function gatherEvidence(
  files: readonly string[],
  name: string,
  nameWithoutPort: string,
  log: (line: string) => void,
): Promise<KnownHostEvidence> {
  const named: KnownKey[] = [];
  const withoutPort: KnownKey[] = [];
  for (const file of files) {
    const lines = (await readLines(file, log)).entries();
    for (const [index, text] of lines) {
      const entry = parseKnownHostsLine(text);
      if (!entry) continue;
      const { marker, key, hosts } = entry;
      const known = { marker, key, type: keyType(key) ?? '', file, line: index + 1 };
      if (coversHost(hosts, name)) named.push(known);
      else if (name !== nameWithoutPort && coversHost(hosts, nameWithoutPort)) {
        withoutPort.push(known);
      }
    }
  }
  return { named, withoutPort };
}

/** `SHA256:` and unpadded base64, as ssh-keygen prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

async function readLines(file: string, log: (line: string) => void): Promise<string[]> {
  try {
    return (await readFile(file, 'latin1')).split('\n');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') log(`${file} could not be read (${code}).`);
    return [];
  }
}
