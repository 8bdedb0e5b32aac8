import { readFile } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import { reasonOf } from '../../text/printable.ts';

/** A key file as far as it can be read without a passphrase. */
export interface Identity {
  readonly file: string;
  /** SSH wire format; absent where only the passphrase would tell it. */
  readonly publicKey?: Buffer;
  /** The file's content; absent where there is only a public key, for one that an agent holds. */
  readonly content?: Buffer;
  /** Present where no passphrase is needed. */
  readonly unlocked?: ParsedKey;
}

/**
 * Reads the key files of the settings. What cannot be used is told to `log`; a default file that does not exist
 * is not worth a line.
 */
export async function readIdentities(
  files: readonly string[],
  log: (line: string) => void,
  mustExist: boolean,
): Promise<Identity[]> {
  const identities: Identity[] = [];
  for (const file of files) {
    const identity = await readIdentity(file, log, mustExist);
    if (identity) identities.push(identity);
  }
  return identities;
}

/** The public half of a key file, from the file beside it or from the file itself; `undefined` where none tells it. */
export async function publicKeyOfIdentity(file: string): Promise<Buffer | undefined> {
  const beside = await readFile(`${file}.pub`, 'latin1').catch(() => '');
  const [, base64 = ''] = /^\S+ ([A-Za-z0-9+/]+={0,2})/.exec(beside) ?? [];
  if (base64 !== '') return Buffer.from(base64, 'base64');
  const content = await readFile(file).catch(() => undefined);
  return content && openSshPublicKey(content);
}

async function readIdentity(
  file: string,
  log: (line: string) => void,
  mustExist: boolean,
): Promise<Identity | undefined> {
  const beside = publicKeyIn(await readFile(`${file}.pub`).catch(() => undefined));
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || mustExist) log(`The key ${file} could not be read (${code}).`);
    return beside ? { file, publicKey: beside } : undefined;
  }
  const key = parse(content);
  if (!(key instanceof Error)) {
    if (key.isPrivateKey()) return { file, content, publicKey: key.getPublicSSH(), unlocked: key };
    return { file, publicKey: key.getPublicSSH() };
  }
  if (isEncrypted(key)) {
    const publicKey = openSshPublicKey(content) ?? beside;
    return { file, content, ...(publicKey ? { publicKey } : {}) };
  }
  log(`The key ${file} cannot be used: ${reasonOf(key)}.`);
  return undefined;
}

/** Opens a private key. `undefined` for a wrong passphrase. */
export function unlock(content: Buffer, passphrase: string): ParsedKey | undefined {
  const key = parse(content, passphrase);
  return key instanceof Error || !key.isPrivateKey() ? undefined : key;
}

/** ssh2 tells a missing passphrase only in words. */
function isEncrypted(error: Error): boolean {
  return /no passphrase given/.test(error.message);
}

function parse(content: Buffer, passphrase?: string): ParsedKey | Error {
  try {
    const key: ParsedKey | ParsedKey[] | Error = ssh2.utils.parseKey(content, passphrase);
    return Array.isArray(key) ? (key[0] ?? new Error('the file holds no key')) : key;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function publicKeyIn(content: Buffer | undefined): Buffer | undefined {
  if (!content) return undefined;
  const key = parse(content);
  return key instanceof Error ? undefined : key.getPublicSSH();
}

/** The public half of an openssh-key-v1 file is not encrypted (OpenSSH's PROTOCOL.key). */
function openSshPublicKey(content: Buffer): Buffer | undefined {
  const armoured = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(
    content.toString('latin1'),
  )?.[1];
  if (armoured === undefined) return undefined;
  const bytes = Buffer.from(armoured, 'base64');
  const magic = 'openssh-key-v1\0';
  if (bytes.toString('latin1', 0, magic.length) !== magic) return undefined;
  let at = magic.length;
  const string = (): Buffer | undefined => {
    if (at + 4 > bytes.length) return undefined;
    const start = at + 4;
    at = start + bytes.readUInt32BE(at);
    return at <= bytes.length ? bytes.subarray(start, at) : undefined;
  };
  for (const _ of ['cipher', 'kdf', 'kdf options']) if (string() === undefined) return undefined;
  at += 4;
  return string();
}
