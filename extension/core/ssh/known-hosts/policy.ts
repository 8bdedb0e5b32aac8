import type { StrictHostKeyChecking } from '../configuration/settings.ts';
import { fingerprint, type KnownHostEvidence, type KnownKey } from './evidence.ts';

/** What to do with the key that a server presents. */
export type HostKeyVerdict =
  | { readonly action: 'accept' }
  /** Trust it at first use and write it down, without asking. */
  | { readonly action: 'record' }
  | { readonly action: 'ask' }
  | {
      readonly action: 'refuse';
      readonly code: 'host-key-changed' | 'host-key-revoked' | 'host-key-refused';
      readonly message: string;
    };

export interface PresentedKey {
  readonly type: string;
  readonly key: Buffer;
  /** As known_hosts names the host. */
  readonly host: string;
}

/**
 * Judges a presented key by what is known. Pure.
 *
 * The types that are known are asked for first ({@link import('../algorithms.ts')}), so a server that presents
 * another type no longer holds the key that is known: that is a changed key too.
 *
 * @param usableTypes key types that could have been negotiated
 */
export function judgeHostKey(
  presented: PresentedKey,
  evidence: KnownHostEvidence,
  strictness: StrictHostKeyChecking,
  usableTypes: ReadonlySet<string>,
): HostKeyVerdict {
  const { host, type, key } = presented;
  const same = (known: KnownKey) => known.key.equals(key);
  const all = [...evidence.named, ...evidence.withoutPort];

  const revoked = all.find((known) => known.marker === 'revoked' && same(known));
  if (revoked) {
    return refuse(
      'host-key-revoked',
      `The key that ${host} presents (${type} ${fingerprint(key)}) is marked as revoked in ${place(revoked)}; do not connect, and ask who runs the host for its new key.`,
    );
  }
  const plain = (known: KnownKey) => known.marker === undefined;
  if (all.some((known) => plain(known) && same(known))) return { action: 'accept' };

  const other =
    evidence.named.find((known) => plain(known) && known.type === type) ??
    evidence.named.find((known) => plain(known) && usableTypes.has(known.type));
  if (other) {
    return refuse(
      'host-key-changed',
      `The host key of ${host} has changed from ${other.type} ${fingerprint(other.key)} (line ${other.line}) to ${type} ${fingerprint(key)}; someone may be intercepting the connection: ask who runs the host, and only then forget the old key: ssh-keygen -f ${other.file} -R ${JSON.stringify(host)}`,
    );
  }
  if (strictness === 'accept-new') return { action: 'record' };
  if (strictness === 'ask') return { action: 'ask' };
  const authority = all.some((known) => known.marker === 'cert-authority')
    ? ' (a certificate authority is known for it, but host certificates are not supported)'
    : '';
  return refuse(
    'host-key-refused',
    `The host key of ${host} (${type} ${fingerprint(key)}) is not in known_hosts${authority}, and StrictHostKeyChecking forbids adding it; connect once with ssh, or add the key yourself.`,
  );
}

function refuse(
  code: 'host-key-changed' | 'host-key-revoked' | 'host-key-refused',
  message: string,
): HostKeyVerdict {
  return { action: 'refuse', code, message };
}

function place(known: KnownKey): string {
  return `${known.file}:${known.line}`;
}
