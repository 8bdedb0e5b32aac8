import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Architecture, architectures, lastHeaders, targets } from './architectures.ts';
import { dropLineInfo } from './btf-ext.ts';
import { type NativeLibraries, nativeLibraries } from './native-libraries.ts';
import { dist, root } from './paths.ts';
import { mustRun } from './program.ts';

const source = join(root, 'bpf');

/** What programs do with registers of 32 bits is quicker, but in other designs too much for the verifiers of 5.10 and 6.1. */
const narrow = ['http_tracer_raw_tp', 'http_tracer_socket_filter'];

const warnings = ['-Wall', '-Wextra', '-Werror'];

/**
 * The BPF objects and the loaders that carry them, into `dist/agent/ARCHITECTURE/http-trace-loader`.
 * The objects are embedded: a loader with file capabilities that read them from a folder of the user's would
 * load for anybody whatever stands there.
 */
export async function buildLoaders(version: string): Promise<void> {
  for (const architecture of architectures) await buildLoader(architecture, version);
}

async function buildLoader(architecture: Architecture, version: string): Promise<void> {
  const { compiler, headers } = targets[architecture];
  const libraries = await nativeLibraries(architecture);
  const skeletons = join(dist, 'bpf', architecture);
  await mkdir(skeletons, { recursive: true });
  const designs = (await readdir(source)).filter((name) => name.endsWith('.bpf.c'));
  for (const name of designs) {
    await buildDesign(architecture, name.slice(0, -'.bpf.c'.length), skeletons, libraries);
  }
  const target = join(dist, 'agent', architecture);
  await mkdir(target, { recursive: true });
  const loader = join(source, 'loader');
  const built = join(target, 'http-trace-loader');
  const sources = (await readdir(loader)).filter((name) => name.endsWith('.c'));
  await mustRun(compiler, [
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
    ...['-I', skeletons, '-I', libraries.include, ...lastHeaders(headers)],
    ...sources.map((name) => join(loader, name)),
    ...libraries.archives,
    ...['btf__load_vmlinux_btf', 'bpf_prog_load'].map((name) => `-Wl,--wrap=${name}`),
    ...['-Wl,--gc-sections', '-o', `${built}.new`],
  ]);
  // Whoever deploys at this moment gets the old one or the new one, never a part.
  await rename(`${built}.new`, built);
}

/** An object for each architecture: registers of a probed function differ. */
async function buildDesign(
  architecture: Architecture,
  name: string,
  skeletons: string,
  libraries: NativeLibraries,
): Promise<void> {
  const { bpfName, kernelHeaders } = targets[architecture];
  const object = join(skeletons, `${name}.bpf.o`);
  const compiled = `${object}.compiled`;
  await mustRun('clang', [
    ...[
      '-target',
      'bpf',
      `-mcpu=${narrow.includes(name) ? 'v3' : 'generic'}`,
      '-g',
      '-O2',
      ...warnings,
    ],
    // The probes' macros declare a context that not every program reads.
    '-Wno-unused-parameter',
    `-D__TARGET_ARCH_${bpfName}`,
    ...['-I', libraries.include, ...lastHeaders([kernelHeaders])],
    ...['-c', join(source, `${name}.bpf.c`), '-o', compiled],
  ]);
  // BTF stays, debug information goes.
  await mustRun('/usr/sbin/bpftool', ['gen', 'object', object, compiled]);
  await mustRun('llvm-strip', ['-g', object]);
  await dropLineInfo(object);
  await rm(compiled);
  const skeleton = await mustRun('/usr/sbin/bpftool', ['gen', 'skeleton', object, 'name', name]);
  await writeFile(join(skeletons, `${name}.skel.h`), skeleton);
}
