import { readFile } from 'node:fs/promises';
import { SessionError } from '../../session/session.ts';
import { printable } from '../../text/printable.ts';
import { fingerprint } from '../known-hosts/evidence.ts';
import { parseKnownHostsLine } from '../known-hosts/line.ts';

/**
 * The sentence for an ssh program that ended before it was logged in, by what it wrote to its standard error.
 *
 * @param certified the key with a certificate, where one was offered
 */
export async function sshFailure(
  destination: string,
  said: string,
  certified?: string,
): Promise<SessionError> {
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(said)) {
    const now = /(SHA256:[A-Za-z0-9+/]+)/.exec(said)?.[1] ?? 'another key';
    const [, file = '', line = ''] = /Offending .* in (.+):(\d+)/.exec(said) ?? [];
    const before = (await fingerprintAt(file, Number(line))) ?? 'the one that was known';
    return new SessionError(
      'host-key-changed',
      `The host key of ${destination} has changed from ${before} (${printable(file)}, line ${line}) to ${now}; someone may be intercepting the connection: ask who runs the host, and only then take the old key out of that file.`,
    );
  }
  if (/REVOKED HOST KEY|is revoked|marked as revoked/i.test(said)) {
    return new SessionError(
      'host-key-revoked',
      `The key that ${destination} presents is marked as revoked (${lastLine(said)}); do not connect, and ask who runs the host for its new key.`,
    );
  }
  const reason = lastLine(said);
  if (/Host key verification failed/.test(said)) {
    return new SessionError(
      'host-key-refused',
      `The host key of ${destination} was not trusted (${reason}), so nothing was sent to it; connect once with ssh, or add the key to known_hosts.`,
    );
  }
  if (/Permission denied|Too many authentication failures|Authentication failed/i.test(said)) {
    const check =
      certified === undefined
        ? 'the user name and the keys that are offered'
        : `the user name and the keys that are offered; of the certificate of ${certified}, whether it is for that user and by the host’s clock valid now`;
    return new SessionError(
      'authentication-failed',
      `${destination} refused what ssh tried to log in with (${reason}); check ${check}.`,
    );
  }
  return new SessionError(
    'unreachable',
    `The system's ssh did not reach ${destination} (${reason || 'it ended without a word'}); check that “ssh ${destination}” works in a terminal.`,
  );
}

function lastLine(said: string): string {
  return printable(said.trim().split('\n').at(-1) ?? '').replace(/\.$/, '');
}

async function fingerprintAt(file: string, line: number): Promise<string | undefined> {
  const text = await readFile(file, 'latin1').catch(() => '');
  const entry = parseKnownHostsLine(text.split('\n')[line - 1] ?? '');
  return entry && fingerprint(entry.key);
}
