import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../build/paths.ts';
import { mustRun } from '../../build/program.ts';
import { type BenchReport, table } from './report.ts';
import type { Measured } from './routes/measured.ts';
import { writeWorkspace } from './routes/sources.ts';

const files = 2000;

/** How long the route server takes for a workspace, from cold and after an edit, and how fast requests are matched. */
export async function routes(
  _kernel: unknown,
  progress: (line: string) => void,
): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-bench-'));
  try {
    const program = join(folder, 'measured.mjs');
    await build({
      bundle: true,
      minify: true,
      logLevel: 'warning',
      entryPoints: [join(import.meta.dirname, 'routes/measured.ts')],
      outfile: program,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // The parser is a CommonJS module that asks for Node's own.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const __dirname = import.meta.dirname; const __filename = import.meta.filename;",
      },
    });
    progress(`Writing ${files} files …`);
    const list = join(folder, 'files.json');
    await writeFile(list, JSON.stringify(writeWorkspace(join(folder, 'workspace'), files)));
    progress('Measuring …');
    const grammars = join(root, 'node_modules', '@vscode', 'tree-sitter-wasm', 'wasm');
    const output = await mustRun(process.execPath, [program, grammars, list]);
    return reportOf(JSON.parse(output) as Measured);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reportOf(measured: Measured): BenchReport {
  const { coldMs, coldCpuMs, editMs, editCpuMs, memoryBytes } = measured;
  const ms = (value: number) => value.toFixed(value < 100 ? 1 : 0);
  const rows = [
    [`${files} files from cold`, ms(coldMs), ms(coldCpuMs)],
    ['after an edit (median of 101)', ms(editMs), ms(editCpuMs)],
  ];
  const counts = [
    ['routes found', String(measured.routes)],
    ['requests found', String(measured.calls)],
    ['memory, MB', (memoryBytes / 1e6).toFixed(0)],
    ['matches/s, 1,000 paths again and again', Math.round(measured.matchesPerSecond).toString()],
    ['matches/s, every path a new one', Math.round(measured.newPathsPerSecond).toString()],
  ];
  return {
    bench: 'routes',
    kernel: release(),
    results: {
      [`cold-${files}-files-ms`]: Math.round(coldMs),
      [`cold-${files}-files-cpu-ms`]: Math.round(coldCpuMs),
      'after-edit-ms': Math.round(editMs * 10) / 10,
      'after-edit-cpu-ms': Math.round(editCpuMs * 10) / 10,
      'routes-found': measured.routes,
      'memory-bytes': memoryBytes,
      'matches-per-s': Math.round(measured.matchesPerSecond),
      'new-paths-per-s': Math.round(measured.newPathsPerSecond),
    },
    tables: [table(['', 'ms', 'ms of processor'], rows), table(['', ''], counts)],
  };
}
