import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Apt } from '../../build/apt.ts';
import { artefact } from '../../build/artefact.ts';
import { mustRun } from '../../build/program.ts';
import { type Architecture, debianName } from './architecture.ts';
import { vmlinuxOf } from './bzimage.ts';
import { decompress } from './decompress.ts';
import { type KernelName, kernels, newestPackage, packagesOfImage } from './kernels.ts';
import { loadModules } from './modules.ts';

/** A kernel that qemu can start. */
export interface KernelImage {
  readonly architecture: Architecture;
  /** As `uname -r` says it. */
  readonly release: string;
  readonly vmlinux: string;
  readonly initramfs: string;
  /** A raw ext4 image of all its modules and its configuration, for the guest's /usr/lib/modules. */
  readonly modules: string;
}

/** Needed before the root file system is there. */
const bootModules = ['virtio_pci', 'virtio_blk', 'virtio_net'];

const guest = join(import.meta.dirname, 'guest');

/** The kernel with this name, from the cache or else from Debian's newest matching package. */
export async function kernelImage(
  name: KernelName,
  progress: (line: string) => void,
): Promise<KernelImage> {
  const source = kernels[name];
  const folder = await artefact({
    name: `vm/kernel-${name}`,
    files: [import.meta.filename, join(guest, 'initramfs-init')],
    values: [source.package.source, ...source.suites],
    build: (target) => build(name, target, progress),
  });
  return {
    architecture: source.architecture,
    release: await readFile(join(folder, 'release'), 'utf8'),
    vmlinux: join(folder, 'vmlinux'),
    initramfs: join(folder, 'initramfs'),
    modules: join(folder, 'modules.img'),
  };
}

async function build(
  name: KernelName,
  folder: string,
  progress: (line: string) => void,
): Promise<void> {
  const source = kernels[name];
  const work = join(folder, 'work');
  progress(`Looking for Debian's newest ${name === 'newest' ? '' : `${name} `}kernel …`);
  const apt = await Apt.open(work, source.suites, debianName[source.architecture]);
  const names = await apt.names();
  const image = newestPackage(names, source.package);
  if (image === undefined) {
    throw new Error(
      `The package archives of this machine offer no ${name} kernel (suites ${source.suites.join(', ')}). Check the network and /etc/apt.`,
    );
  }
  const release = image.replace('linux-image-', '');
  progress(`Downloading kernel ${release} …`);
  const tree = join(work, 'tree');
  const foreign = source.architecture !== 'x86_64';
  const packages = packagesOfImage(image, new Set(names));
  await apt.unpack([...packages, ...(foreign ? ['busybox-static'] : [])], tree);
  progress(`Preparing kernel ${release} …`);
  const packed = await readFile(imageOf(tree, release));
  // On aarch64 the image itself is what qemu starts.
  const kernel = await (foreign ? decompress : vmlinuxOf)(packed);
  await writeFile(join(folder, 'vmlinux'), kernel);
  const modules = await moduleTree(tree, release);
  await makeInitramfs(
    join(work, 'initramfs'),
    modules,
    busyboxIn(foreign ? tree : '/'),
    join(folder, 'initramfs'),
  );
  await makeModulesImage(join(work, 'modules'), modules, release, join(folder, 'modules.img'));
  await writeFile(join(folder, 'release'), release);
  await rm(work, { recursive: true });
}

function imageOf(tree: string, release: string): string {
  const places = [
    join(tree, 'boot', `vmlinuz-${release}`),
    join(tree, 'usr/lib/modules', release, 'vmlinuz'),
  ];
  const found = places.find(existsSync);
  if (!found) throw new Error(`The package of kernel ${release} holds no kernel image.`);
  return found;
}

/** The folder of the modules, with the kernel's configuration put there by the name it has from 6.19 on. */
async function moduleTree(tree: string, release: string): Promise<string> {
  const [old, merged] = ['lib/modules', 'usr/lib/modules'].map((path) => join(tree, path, release));
  const found = [old, merged].find((path) => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error(`The package of kernel ${release} holds no modules.`);
  const config = join(tree, 'boot', `config-${release}`);
  if (existsSync(config)) await copyFile(config, join(found, 'config'));
  return found;
}

async function makeModulesImage(
  folder: string,
  moduleTree: string,
  release: string,
  target: string,
): Promise<void> {
  await mkdir(join(folder, 'lib/modules'), { recursive: true });
  await rename(moduleTree, join(folder, 'lib/modules', release));
  await mustRun('/sbin/depmod', ['-b', folder, release]);
  const tree = join(folder, 'lib/modules');
  const megabytes = Number.parseInt(await mustRun('du', ['-sm', tree]), 10);
  await mustRun('truncate', ['-s', `${Math.ceil(megabytes * 1.1) + 8}M`, target]);
  const options = ['-q', '-t', 'ext4', '-O', '^has_journal,^metadata_csum', '-m', '0'];
  await mustRun('/sbin/mke2fs', [...options, '-E', 'root_owner=0:0', '-d', tree, target]);
}

/** busybox, the modules that reach the disk and the network, and a script that switches to the disk. */
async function makeInitramfs(
  folder: string,
  moduleTree: string,
  busybox: string,
  target: string,
): Promise<void> {
  for (const name of ['bin', 'dev', 'modules', 'root']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  const modules = await loadModules(moduleTree, bootModules);
  for (const module of modules) {
    await writeFile(join(folder, 'modules', `${module.name}.ko`), module.content);
  }
  const order = modules.map((module) => `${module.name}.ko\n`).join('');
  await writeFile(join(folder, 'modules', 'order'), order);
  await copyFile(busybox, join(folder, 'bin', 'busybox'));
  await copyFile(join(guest, 'initramfs-init'), join(folder, 'init'));
  await chmod(join(folder, 'init'), 0o755);
  const archive = 'find . | cpio --quiet -o -H newc -R 0:0 > "$0"';
  await mustRun('sh', ['-c', archive, target], { cwd: folder });
}

function busyboxIn(tree: string): string {
  const places = ['usr/bin/busybox', 'bin/busybox'].map((path) => join(tree, path));
  const found = places.find(existsSync);
  if (!found) throw new Error('busybox is missing: install the Debian package busybox-static.');
  return found;
}
