import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineArchives } from '../../build/apt.ts';
import { archiveFor } from '../../build/apt-sources.ts';
import { artefact } from '../../build/artefact.ts';
import { mustRun } from '../../build/program.ts';
import { guestUsers } from './users.ts';

/** The disk of a test host, and the keys that belong to it. */
export interface RootFs {
  /** A raw ext4 image, never written to. */
  readonly image: string;
  /** The private key that all users accept. */
  readonly identityFile: string;
  /** `ssh-ed25519 …`: what the host identifies itself with. */
  readonly hostKey: string;
}

const packages = [
  ...['openssh-server', 'sudo', 'iproute2', 'procps', 'kmod', 'netbase', 'ca-certificates'],
  ...['nginx-light', 'curl', 'wrk', 'openssl', 'python3', 'python3-gunicorn', 'tcpdump'],
  ...['bpftool', 'libcap2-bin', 'libstdc++6'],
];

const guest = join(import.meta.dirname, 'guest');

/** The root file system of the test hosts, from the cache or else made with debootstrap. */
export async function rootFs(progress: (line: string) => void): Promise<RootFs> {
  const suite = machineSuite();
  const folder = await artefact({
    name: 'vm/root',
    files: [import.meta.filename, join(import.meta.dirname, 'users.ts'), guest],
    values: [suite, process.version],
    build: (target) => build(suite, target, progress),
  });
  return {
    image: join(folder, 'root.img'),
    identityFile: join(folder, 'id_ed25519'),
    hostKey: readFileSync(join(folder, 'host-key.pub'), 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ')
      .trim(),
  };
}

async function build(
  suite: string,
  folder: string,
  progress: (line: string) => void,
): Promise<void> {
  progress(`Making a Debian ${suite} root file system (about a minute) …`);
  const identity = join(folder, 'id_ed25519');
  await mustRun('ssh-keygen', [
    '-q',
    '-t',
    'ed25519',
    '-N',
    '',
    '-C',
    'http-trace-test',
    '-f',
    identity,
  ]);
  const archive = archiveFor(suite, machineArchives()).get('uris')?.split(/\s+/)[0] ?? '';
  const users = guestUsers
    .map((user) => [user.name, user.password ?? '-', user.sudo, user.node ? 'yes' : 'no'].join(' '))
    .join('\n');
  const script = join(guest, 'build-root');
  const root = process.getuid?.() === 0 ? [] : ['sudo'];
  // Neither mounts nor processes outlive the script, and the script does not outlive this process.
  const isolated = [
    ...['setpriv', '--pdeathsig', 'KILL'],
    ...['unshare', '--mount', '--pid', '--fork', '--kill-child', 'sh', script],
  ];
  const args = [folder, suite, archive, packages.join(','), users, process.execPath];
  const [program = '', ...words] = [...root, ...isolated, ...args];
  await mustRun(program, words);
}

/** The Debian release of this machine: its own Node then finds its libraries in the guest. */
function machineSuite(): string {
  const file = '/etc/os-release';
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(text)?.[1];
  if (codename === undefined || !/^ID=debian$/m.test(text)) {
    throw new Error('Test hosts can be made on Debian only: they share its packages.');
  }
  return codename;
}
