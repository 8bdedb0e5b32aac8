import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { machineArchives } from './apt.ts';
import { sourcesFor } from './apt-sources.ts';
import { artefact } from './artefact.ts';
import { mustRun } from './program.ts';

/** Static libraries for musl, and the headers that go with them. */
export interface NativeLibraries {
  readonly include: string;
  readonly archives: readonly string[];
}

/**
 * libbpf and zlib from Debian's source packages, compiled with musl-gcc: Debian's own archives are made for
 * glibc, and a loader linked with glibc would need the host's. libelf uses nothing that musl lacks.
 */
export async function nativeLibraries(): Promise<NativeLibraries> {
  const folder = await artefact({
    name: 'native-libraries',
    files: [import.meta.filename],
    values: [],
    build: compile,
  });
  return {
    include: join(folder, 'include'),
    archives: [
      join(folder, 'lib', 'libbpf.a'),
      '/usr/lib/x86_64-linux-gnu/libelf.a',
      join(folder, 'lib', 'libz.a'),
    ],
  };
}

async function compile(folder: string): Promise<void> {
  process.stderr.write('Compiling libbpf and zlib for the loader …\n');
  const work = join(folder, 'work');
  await fetchSources(work, ['libbpf', 'zlib']);
  const [libbpf, zlib] = await Promise.all([
    sourceFolder(work, 'libbpf-'),
    sourceFolder(work, 'zlib-'),
  ]);
  const jobs = `-j${availableParallelism()}`;
  // zlib comes first: libbpf's header check includes it.
  await mustRun('sh', ['-c', 'CC=musl-gcc CFLAGS=-O2 ./configure --static'], { cwd: zlib });
  await mustRun('make', ['-s', jobs, 'libz.a'], { cwd: zlib });
  await mkdir(join(work, 'objects'));
  await mustRun(
    'make',
    [
      '-s',
      jobs,
      'CC=musl-gcc',
      'BUILD_STATIC_ONLY=1',
      'NO_PKG_CONFIG=1',
      `OBJDIR=${join(work, 'objects')}`,
      `DESTDIR=${folder}`,
      'PREFIX=',
      'LIBDIR=/lib',
      // musl has no kernel headers of its own.
      'CFLAGS=-O2 -idirafter /usr/include -idirafter /usr/include/x86_64-linux-gnu',
      'install',
      'install_uapi_headers',
    ],
    { cwd: join(libbpf, 'src') },
  );
  await cp(join(zlib, 'libz.a'), join(folder, 'lib', 'libz.a'));
  await rm(work, { recursive: true });
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
