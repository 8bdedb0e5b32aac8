import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Apt } from '../../build/apt.ts';
import { artefact } from '../../build/artefact.ts';
import { mustRun } from '../../build/program.ts';
import type { VmHost } from '../vm/host.ts';

const suite = 'bookworm';
/** What nghttp2's programs need that is not on a test host. */
const packages = [
  'nghttp2-client',
  'nghttp2-server',
  'nghttp2-proxy',
  'libnghttp2-14',
  'libev4',
  'libjansson4',
];
const more = ['libjemalloc2', 'libxml2', 'libicu72', 'libsystemd0', 'libc-ares2'];
const folder = '/home/dev/nghttp2';

/** How to start one of nghttp2's programs on a host that they were placed on. */
export function nghttp2(program: 'h2load' | 'nghttp' | 'nghttpd' | 'nghttpx'): string {
  return `LD_LIBRARY_PATH=${folder}/lib ${folder}/bin/${program}`;
}

/** Puts nghttp2's programs on the host. */
export async function placeNghttp2(host: VmHost): Promise<void> {
  const made = await artefact({
    name: 'vm/nghttp2',
    files: [import.meta.filename],
    values: [suite],
    build,
  });
  const archive = await readFile(join(made, 'nghttp2.tar'));
  await host.mustRun(`mkdir -p ${folder} && tar -C ${folder} -xf -`, { input: archive });
}

async function build(target: string): Promise<void> {
  const work = join(target, 'work');
  const apt = await Apt.open(work, [suite]);
  const tree = join(work, 'tree');
  await apt.unpack([...packages, ...more], tree);
  const chosen = join(work, 'chosen');
  await mkdir(join(chosen, 'bin'), { recursive: true });
  await mkdir(join(chosen, 'lib'));
  await cp(join(tree, 'usr/bin'), join(chosen, 'bin'), { recursive: true });
  await cp(join(tree, 'usr/sbin'), join(chosen, 'bin'), { recursive: true });
  for (const place of ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu']) {
    for (const name of await readdir(join(tree, place)).catch(() => [])) {
      if (!name.includes('.so')) continue;
      await cp(join(tree, place, name), join(chosen, 'lib', name), { verbatimSymlinks: true });
    }
  }
  await mustRun('tar', ['-C', chosen, '-cf', join(target, 'nghttp2.tar'), 'bin', 'lib']);
  await rm(work, { recursive: true });
}
