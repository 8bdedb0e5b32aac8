import { join } from 'node:path';
import { Apt } from '../../build/apt.ts';
import { artefact } from '../../build/artefact.ts';
import { mustRun } from '../../build/program.ts';

/** What people run to see HTTP where there is no trace; guest/peers.sh runs each. */
export const peers = ['tcpdump', 'tshark', 'bpftrace', 'mitmproxy'] as const;

/** Of one Debian release, so that figures of two machines compare. */
const suite = 'bookworm';
const script = join(import.meta.dirname, 'build-peers');

/** A disk image with Debian's packages of the peers and all that they depend on, from the cache or else made. */
export async function peersDisk(progress: (line: string) => void): Promise<string> {
  const folder = await artefact({
    name: 'bench/peers',
    files: [script],
    values: [suite, ...peers],
    build: (target) => build(target, progress),
  });
  return join(folder, 'peers.img');
}

async function build(folder: string, progress: (line: string) => void): Promise<void> {
  progress(`Making a disk with ${peers.join(', ')} (a minute or two) …`);
  const apt = await Apt.open(join(folder, 'apt'), [suite, `${suite}-security`]);
  const packages = await apt.downloadWithDependencies(peers);
  const root = process.getuid?.() === 0 ? [] : ['sudo'];
  const [program = '', ...words] = [...root, 'sh', script, folder, packages];
  await mustRun(program, words);
}
