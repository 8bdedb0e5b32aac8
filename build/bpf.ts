import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type NativeLibraries, nativeLibraries } from './native-libraries.ts';
import { dist, root } from './paths.ts';
import { mustRun } from './program.ts';

const source = join(root, 'bpf');
const intermediate = join(dist, 'bpf');

const warnings = ['-Wall', '-Wextra', '-Werror'];

/**
 * The BPF objects and the loader that carries them, into `dist/agent/ARCHITECTURE/http-trace-loader`.
 * The objects are embedded: a loader with file capabilities that read them from a folder of the user's would
 * load for anybody whatever stands there.
 */
export async function buildLoader(version: string): Promise<void> {
  const libraries = await nativeLibraries();
  await mkdir(intermediate, { recursive: true });
  const designs = (await readdir(source)).filter((name) => name.endsWith('.bpf.c'));
  for (const name of designs) await buildDesign(name.slice(0, -'.bpf.c'.length), libraries);
  const target = join(dist, 'agent', 'x86_64');
  await mkdir(target, { recursive: true });
  const loader = join(source, 'loader');
  const built = join(target, 'http-trace-loader');
  const sources = (await readdir(loader)).filter((name) => name.endsWith('.c'));
  await mustRun('musl-gcc', [
    ...[
      '-O2',
      '-static',
      '-s',
      ...warnings,
      '-Wno-sign-compare',
      '-ffunction-sections',
      '-fdata-sections',
    ],
    `-DVERSION="${version}"`,
    ...['-I', intermediate, '-I', libraries.include],
    ...['-idirafter', '/usr/include', '-idirafter', '/usr/include/x86_64-linux-gnu'],
    ...sources.map((name) => join(loader, name)),
    ...libraries.archives,
    ...['-Wl,--gc-sections', '-Wl,--wrap=btf__load_vmlinux_btf', '-o', `${built}.new`],
  ]);
  // Whoever deploys at this moment gets the old one or the new one, never a part.
  await rename(`${built}.new`, built);
}

async function buildDesign(name: string, libraries: NativeLibraries): Promise<void> {
  const object = join(intermediate, `${name}.bpf.o`);
  await mustRun('clang', [
    ...['-target', 'bpf', '-g', '-O2', ...warnings],
    // The probes' macros declare a context that not every program reads.
    '-Wno-unused-parameter',
    '-D__TARGET_ARCH_x86',
    ...['-I', libraries.include, '-idirafter', '/usr/include/x86_64-linux-gnu'],
    ...['-c', join(source, `${name}.bpf.c`), '-o', object],
  ]);
  // BTF stays, debug information goes.
  await mustRun('llvm-strip', ['-g', object]);
  const skeleton = await mustRun('/usr/sbin/bpftool', ['gen', 'skeleton', object, 'name', name]);
  await writeFile(join(intermediate, `${name}.skel.h`), skeleton);
}
