/** One entry of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHostsLine {
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  readonly hosts: string;
  readonly key: Buffer;
}

/** `undefined` for comments, empty lines and what is no entry. */
export function parseKnownHostsLine(line: string): KnownHostsLine | undefined {
  const words = line.trim().split(/[ \t]+/);
  if (words[0] === '' || words[0]?.startsWith('#')) return undefined;
  let marker: KnownHostsLine['marker'];
  if (words[0]?.startsWith('@')) {
    const name = words.shift()?.slice(1);
    if (name !== 'revoked' && name !== 'cert-authority') return undefined;
    marker = name;
  }
  const [hosts, type, base64] = words;
  if (!hosts || !type || !base64 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const key = Buffer.from(base64, 'base64');
  return keyType(key) === type ? { marker, hosts, key } : undefined;
}

/** The type that a public key blob states (RFC 4253, section 6.6); `undefined` where it is none. */
export function keyType(key: Buffer): string | undefined {
  if (key.length < 4) return undefined;
  const length = key.readUInt32BE(0);
  if (length === 0 || length > 64 || key.length < 4 + length) return undefined;
  const type = key.toString('latin1', 4, 4 + length);
  return /^[\x21-\x7e]+$/.test(type) ? type : undefined;
}
