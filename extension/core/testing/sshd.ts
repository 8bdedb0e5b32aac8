import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectSocket, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { printable } from '../text/printable.ts';

/** An OpenSSH server of a test's own on loopback, with its own configuration, host keys and user keys. */
export interface TestSshd {
  readonly port: number;
  readonly user: string;
  readonly folder: string;
  /** A known_hosts file that has every host key. */
  readonly knownHostsFile: string;
  /** A key that is let in. */
  readonly identityFile: string;
  readonly publicHostKeys: Readonly<Record<HostKeyKind, string>>;
  /** Makes a key pair in the folder, and lets it in where `authorized`. */
  makeKey(name: string, options?: KeyOptions): string;
  /** What the server said so far, one line. */
  log(): string;
  /** Ends the server; connections end with their clients. */
  stop(): Promise<void>;
}

export interface KeyOptions {
  readonly type?: 'ed25519' | 'ecdsa' | 'rsa';
  readonly passphrase?: string;
  readonly format?: 'PEM';
  readonly authorized?: boolean;
}

export type HostKeyKind = 'ed25519' | 'ecdsa' | 'rsa';
const hostKeyKinds: readonly HostKeyKind[] = ['ed25519', 'ecdsa', 'rsa'];

const SSHD = '/usr/sbin/sshd';

/**
 * Starts a server as the user that runs the test. `directives` go before the defaults, so they win; `environment` is
 * that of its sessions. Their home is an empty folder: what the user's own shell does when it starts takes its time,
 * and a lock of it that a test left behind would hold every later session up (pyenv's, for a minute).
 */
export async function startSshd(
  directives: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<TestSshd> {
  const folder = mkdtempSync(join(tmpdir(), 'http-trace-sshd-'));
  const { username } = userInfo();
  const authorizedKeys = join(folder, 'authorized_keys');
  const publicHostKeys = {} as Record<HostKeyKind, string>;
  for (const kind of hostKeyKinds) {
    publicHostKeys[kind] = generate(join(folder, `host_${kind}`), { type: kind });
  }
  writeFileSync(authorizedKeys, '', { mode: 0o600 });
  const makeKey = (name: string, options: KeyOptions = {}): string => {
    const file = join(folder, name);
    const publicKey = generate(file, options);
    if (options.authorized !== false) writeFileSync(authorizedKeys, publicKey, { flag: 'a' });
    return file;
  };
  const port = await freePort();
  const configuration = join(folder, 'sshd_config');
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  const PATH = `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`;
  const variables = Object.entries({ HOME: home, PATH, ...environment });
  writeFileSync(
    configuration,
    [
      ...directives,
      `SetEnv ${variables.map(([name, value]) => `${name}=${value}`).join(' ')}`,
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      ...hostKeyKinds.map((kind) => `HostKey ${join(folder, `host_${kind}`)}`),
      `AuthorizedKeysFile ${authorizedKeys}`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'UseDNS no',
      'PrintMotd no',
      '',
    ].join('\n'),
  );
  const identityFile = makeKey('id_ed25519');
  const knownHostsFile = join(folder, 'known_hosts');
  writeFileSync(
    knownHostsFile,
    Object.values(publicHostKeys)
      .map((key) => `[127.0.0.1]:${port} ${key}`)
      .join(''),
  );
  // Where its service puts it; sshd as root wants it to be there.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const server = spawn(SSHD, ['-D', '-e', '-f', configuration], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  await listening(port, server, () => log);
  return {
    port,
    user: username,
    folder,
    knownHostsFile,
    identityFile,
    publicHostKeys,
    makeKey,
    log: () => printable(log, 4000),
    stop: async () => {
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function generate(file: string, { type = 'ed25519', passphrase = '', format }: KeyOptions): string {
  const size = type === 'rsa' ? ['-b', '2048'] : [];
  const form = format ? ['-m', format] : [];
  const words = ['-q', '-t', type, ...size, ...form, '-N', passphrase, '-C', 'test', '-f', file];
  execFileSync('ssh-keygen', words, { stdio: ['ignore', 'ignore', 'inherit'] });
  return readFileSync(`${file}.pub`, 'utf8');
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}

async function listening(port: number, server: ChildProcess, log: () => string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`sshd ended: ${log()}`);
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connectSocket(port, '127.0.0.1');
      socket
        .once('error', () => resolve(false))
        .once('connect', () => {
          socket.destroy();
          resolve(true);
        });
    });
    if (reached) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`sshd does not listen: ${log()}`);
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.pid === undefined) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  process.kill(server.pid, 'SIGTERM');
  await ended;
}
