import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Apt, machineArchives } from './apt.ts';
import { sourcesFor } from './apt-sources.ts';
import { type Architecture, lastHeaders, targets } from './architectures.ts';
import { artefact } from './artefact.ts';
import { mustRun } from './program.ts';

/** Static libraries for the loader, and the headers that go with them. */
export interface NativeLibraries {
  readonly include: string;
  readonly archives: readonly string[];
}

/**
 * libbpf and zlib from Debian's source packages, compiled for the loader of this architecture: Debian's own archives
 * are made for glibc, and with musl they do not link. libelf uses nothing that musl lacks.
 */
export async function nativeLibraries(architecture: Architecture): Promise<NativeLibraries> {
  const folder = await artefact({
    name: `native-libraries-${architecture}`,
    files: [import.meta.filename],
    values: [JSON.stringify(targets[architecture])],
    build: (empty) => compile(architecture, empty),
  });
  return {
    include: join(folder, 'include'),
    archives: ['libbpf.a', 'libelf.a', 'libz.a'].map((name) => join(folder, 'lib', name)),
  };
}

async function compile(architecture: Architecture, folder: string): Promise<void> {
  process.stderr.write(`Compiling libbpf and zlib for the loader (${architecture}) …\n`);
  const { compiler, headers } = targets[architecture];
  const work = join(folder, 'work');
  const include = join(folder, 'include');
  await fetchSources(work, ['libbpf', 'zlib']);
  const [libbpf, zlib] = await Promise.all([
    sourceFolder(work, 'libbpf-'),
    sourceFolder(work, 'zlib-'),
  ]);
  const jobs = `-j${availableParallelism()}`;
  await placeLibelf(architecture, work, folder);
  // zlib comes first: libbpf's header check includes it.
  const configure = `CC=${compiler} CFLAGS=-O2 ./configure --static`;
  await mustRun('sh', ['-c', configure], { cwd: zlib });
  await mustRun('make', ['-s', jobs, 'libz.a'], { cwd: zlib });
  for (const name of ['zlib.h', 'zconf.h']) await cp(join(zlib, name), join(include, name));
  await mkdir(join(work, 'objects'));
  await mustRun(
    'make',
    [
      '-s',
      jobs,
      `CC=${compiler}`,
      'BUILD_STATIC_ONLY=1',
      'NO_PKG_CONFIG=1',
      `OBJDIR=${join(work, 'objects')}`,
      `DESTDIR=${folder}`,
      'PREFIX=',
      'LIBDIR=/lib',
      `CFLAGS=${['-O2', '-I', include, ...lastHeaders(headers)].join(' ')}`,
      'install',
      'install_uapi_headers',
    ],
    { cwd: join(libbpf, 'src') },
  );
  await cp(join(zlib, 'libz.a'), join(folder, 'lib', 'libz.a'));
  await rm(work, { recursive: true });
}

/** libelf and its headers, of the package for this architecture, which apt need not have installed. */
async function placeLibelf(
  architecture: Architecture,
  work: string,
  folder: string,
): Promise<void> {
  const { debian } = targets[architecture];
  const apt = await Apt.open(join(work, 'apt'), ['bookworm', 'bookworm-security'], debian);
  const tree = join(work, 'libelf', 'tree');
  await apt.unpack(['libelf-dev'], tree);
  await mkdir(join(folder, 'include'), { recursive: true });
  await mkdir(join(folder, 'lib'), { recursive: true });
  for (const name of ['libelf.h', 'gelf.h', 'nlist.h', 'elfutils']) {
    await cp(join(tree, 'usr/include', name), join(folder, 'include', name), { recursive: true });
  }
  const library = join(tree, `usr/lib/${architecture}-linux-gnu/libelf.a`);
  await cp(library, join(folder, 'lib', 'libelf.a'));
}

async function fetchSources(work: string, packages: readonly string[]): Promise<void> {
  await mkdir(join(work, 'sources'), { recursive: true });
  await mkdir(join(work, 'lists', 'partial'), { recursive: true });
  const stanzas = sourcesFor(['bookworm'], machineArchives()).replace(
    /^Types: deb$/gm,
    'Types: deb-src',
  );
  await writeFile(join(work, 'sources', 'source.sources'), stanzas);
  const options = [
    `Dir::Etc::sourceparts=${join(work, 'sources')}`,
    'Dir::Etc::sourcelist=/dev/null',
    `Dir::State::Lists=${join(work, 'lists')}`,
    `Dir::Cache=${work}`,
    'APT::Sandbox::User=root',
    'Acquire::Retries=3',
  ].flatMap((option) => ['-o', option]);
  await mustRun('apt-get', [...options, 'update', '-qq']);
  await mustRun('apt-get', [...options, 'source', '-qq', ...packages], { cwd: work });
}

async function sourceFolder(work: string, prefix: string): Promise<string> {
  const entries = await readdir(work, { withFileTypes: true });
  const found = entries.find((entry) => entry.isDirectory() && entry.name.startsWith(prefix));
  if (!found)
    throw new Error(`The source package ${prefix.slice(0, -1)} did not unpack into a folder.`);
  return join(work, found.name);
}
