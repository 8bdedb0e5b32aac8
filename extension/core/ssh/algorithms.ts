import {
  createCipheriv,
  createECDH,
  generateKeyPairSync,
  getDiffieHellman,
  getHashes,
} from 'node:crypto';
import type { Algorithms, CipherAlgorithm, KexAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';

/**
 * What is offered to servers, best first: OpenSSH's current choice as far as ssh2 has it, so nothing with SHA-1.
 * Each is tried once on this runtime's crypto, because Electron's lacks some of what Node's has.
 */
const keyExchange: readonly [KexAlgorithm, () => unknown][] = [
  ['curve25519-sha256', () => generateKeyPairSync('x25519')],
  ['curve25519-sha256@libssh.org', () => generateKeyPairSync('x25519')],
  ['ecdh-sha2-nistp256', () => createECDH('prime256v1')],
  ['ecdh-sha2-nistp384', () => createECDH('secp384r1')],
  ['ecdh-sha2-nistp521', () => createECDH('secp521r1')],
  ['diffie-hellman-group16-sha512', () => getDiffieHellman('modp16')],
  ['diffie-hellman-group18-sha512', () => getDiffieHellman('modp18')],
  ['diffie-hellman-group14-sha256', () => getDiffieHellman('modp14')],
];

const ciphers: readonly [CipherAlgorithm, () => unknown][] = [
  ['aes256-gcm@openssh.com', () => cipher('aes-256-gcm', 32, 12)],
  ['aes128-gcm@openssh.com', () => cipher('aes-128-gcm', 16, 12)],
  ['chacha20-poly1305@openssh.com', () => cipher('chacha20', 32, 16)],
  ['aes256-ctr', () => cipher('aes-256-ctr', 32, 16)],
  ['aes192-ctr', () => cipher('aes-192-ctr', 24, 16)],
  ['aes128-ctr', () => cipher('aes-128-ctr', 16, 16)],
];

/** Host key algorithms with the key type that each of them signs with. */
const hostKeys: readonly [algorithm: ServerHostKeyAlgorithm, keyType: string, () => unknown][] = [
  ['ssh-ed25519', 'ssh-ed25519', () => generateKeyPairSync('ed25519')],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp256', () => createECDH('prime256v1')],
  ['ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp384', () => createECDH('secp384r1')],
  ['ecdsa-sha2-nistp521', 'ecdsa-sha2-nistp521', () => createECDH('secp521r1')],
  ['rsa-sha2-512', 'ssh-rsa', () => needHash('sha512')],
  ['rsa-sha2-256', 'ssh-rsa', () => needHash('sha256')],
];

const usableKeyExchange = keyExchange.filter(([, probe]) => works(probe)).map(([name]) => name);
const usableCiphers = ciphers.filter(([, probe]) => works(probe)).map(([name]) => name);
const usableHostKeys = hostKeys.filter(([, , probe]) => works(probe));

/** Key types of hosts that can be verified on this runtime. */
export const usableHostKeyTypes: ReadonlySet<string> = new Set(
  usableHostKeys.map(([, type]) => type),
);

/** What to offer, with the host key types that are already known first (as OpenSSH orders them). */
export function offeredAlgorithms(knownTypes: ReadonlySet<string>): Algorithms {
  const known = usableHostKeys.filter(([, type]) => knownTypes.has(type));
  const unknown = usableHostKeys.filter(([, type]) => !knownTypes.has(type));
  return {
    kex: usableKeyExchange,
    cipher: usableCiphers,
    serverHostKey: [...known, ...unknown].map(([name]) => name),
    hmac: [
      'hmac-sha2-256-etm@openssh.com',
      'hmac-sha2-512-etm@openssh.com',
      'hmac-sha2-256',
      'hmac-sha2-512',
    ],
    compress: ['none'],
  };
}

function cipher(name: string, keyLength: number, ivLength: number): unknown {
  return createCipheriv(name, Buffer.alloc(keyLength), Buffer.alloc(ivLength));
}

function needHash(name: string): void {
  if (!getHashes().includes(name)) throw new Error(`no ${name}`);
}

function works(probe: () => unknown): boolean {
  try {
    probe();
    return true;
  } catch {
    return false;
  }
}
