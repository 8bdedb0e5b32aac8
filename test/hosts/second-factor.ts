import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { VmHost } from '../vm/host.ts';

/** Debian's module for one-time codes, of this machine; a test host has the same libraries. */
const module = '/usr/lib/x86_64-linux-gnu/security/pam_google_authenticator.so';
const secret = Buffer.from('a secret of the test');
/** The same in base32, as the module's file has it. */
const shared = 'MEQHGZLDOJSXIIDPMYQHI2DFEB2GK43U';

/** An account that has to answer with a one-time code. */
export interface Account {
  readonly name: string;
  /** What comes before the code. */
  readonly first: 'password' | 'key';
}

/** Has the host's SSH server ask these accounts for a code, too, through PAM. */
export async function askForCodes(host: VmHost, accounts: readonly Account[]): Promise<void> {
  const asRoot = { user: 'root' };
  await host.mustRun(`cat >${module}`, { ...asRoot, input: await readFile(module) });
  const byKey = accounts.filter(({ first }) => first === 'key').map(({ name }) => name);
  const pam = [
    // Whoever came with a key gives no password.
    `auth [success=1 default=ignore] pam_succeed_if.so quiet user in ${byKey.join(':')}`,
    'auth required pam_unix.so nodelay',
    'auth required pam_google_authenticator.so',
    'account required pam_unix.so',
    'session required pam_unix.so',
    '',
  ].join('\n');
  const server = accounts.map(({ name, first }) => {
    const before = first === 'key' ? 'publickey,' : '';
    return `Match User ${name}\n  AuthenticationMethods ${before}keyboard-interactive:pam\n`;
  });
  await host.mustRun('cat >/etc/pam.d/sshd', { ...asRoot, input: pam });
  await host.mustRun('cat >>/etc/ssh/sshd_config', { ...asRoot, input: server.join('') });
  for (const { name } of accounts) {
    const file = `/home/${name}/.google_authenticator`;
    const input = `${shared}\n" TOTP_AUTH\n`;
    await host.mustRun(`cat >${file} && chown ${name}: ${file} && chmod 400 ${file}`, {
      ...asRoot,
      input,
    });
  }
  await host.mustRun('kill -HUP $(cat /run/sshd.pid)', asRoot);
}

/** The code of this moment (RFC 6238, with the 30 seconds and six digits of its section 4 and RFC 4226's section 5). */
export function codeOfNow(): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const at = (hash.at(-1) ?? 0) & 0xf;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
