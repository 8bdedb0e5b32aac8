import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Apt } from '../../build/apt.ts';
import { artefact } from '../../build/artefact.ts';
import { mustRun } from '../../build/program.ts';
import { type RootFs, rootFs } from './root-fs.ts';

const script = join(import.meta.dirname, 'arm64', 'build-root');

/**
 * The root file system of test hosts that are aarch64, made without running a program of theirs: the packages of
 * the x86_64 one unpacked, and what was configured there. Node is Debian's, which is older than this machine's.
 */
export async function rootFsArm64(progress: (line: string) => void): Promise<RootFs> {
  const like = await rootFs(progress);
  const folder = await artefact({
    name: 'vm/root-arm64',
    files: [import.meta.filename, script],
    values: [like.image],
    build: (target) => build(like, target, progress),
  });
  return { ...like, image: join(folder, 'root.img') };
}

async function build(
  like: RootFs,
  folder: string,
  progress: (line: string) => void,
): Promise<void> {
  progress('Making a root file system for aarch64 (about a minute) …');
  const work = join(folder, 'work');
  await mkdir(work);
  const fileOf = async (path: string) => {
    const copy = join(work, basename(path));
    await mustRun('/sbin/debugfs', ['-R', `dump ${path} ${copy}`, like.image]);
    return await readFile(copy, 'utf8');
  };
  const installed = (await fileOf('/var/lib/dpkg/status')).matchAll(/^Package: (.+)$/gm);
  const packages = [...installed].map(([, name]) => name ?? '');
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(await fileOf('/usr/lib/os-release'))?.[1] ?? '';
  const apt = await Apt.open(join(work, 'apt'), [suite, `${suite}-security`], 'arm64');
  const downloads = await apt.downloadWithDependencies([...packages, 'nodejs']);
  const root = process.getuid?.() === 0 ? [] : ['sudo'];
  const [program = '', ...words] = [...root, 'sh', script, folder, downloads, like.image];
  await mustRun(program, words);
  await rm(work, { recursive: true });
}
