import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { mustRun } from '../../build/program.ts';
import { serverFlags } from '../../extension/route-server/protocol/messages.ts';
import { grammarFolder } from '../../extension/route-server/scan/grammar-folder.ts';
import { type BenchReport, table } from './report.ts';
import type { Cold, Measured } from './routes/measured.ts';
import { writeWorkspace } from './routes/sources.ts';

const files = 2000;
/** A workspace as large as one may be, with as many routes. */
const mostFiles = 50_000;
const withRoutes = 500;

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
    const measure = async (count: number, ...only: readonly string[]) => {
      progress(`Writing ${count} files …`);
      const list = join(folder, `${count}.json`);
      const workspace = join(folder, `workspace${count}`);
      await writeFile(list, JSON.stringify(writeWorkspace(workspace, count, withRoutes)));
      progress('Measuring …');
      return await mustRun(process.execPath, [
        ...serverFlags,
        program,
        grammarFolder,
        list,
        ...only,
      ]);
    };
    const measured = JSON.parse(await measure(files)) as Measured;
    return reportOf(measured, JSON.parse(await measure(mostFiles, 'cold')) as Cold);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reportOf(measured: Measured, large: Cold): BenchReport {
  const { coldMs, coldCpuMs, editMs, editCpuMs, peakBytes } = measured;
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
  const ms = (value: number) => value.toFixed(value < 100 ? 1 : 0);
  const rows = [
    [`${files} files from cold`, ms(coldMs), ms(coldCpuMs)],
    [`${mostFiles} files from cold`, ms(large.coldMs), ms(large.coldCpuMs)],
    ['after an edit (median of 101)', ms(editMs), ms(editCpuMs)],
  ];
  const counts = [
    ['routes found', String(measured.routes)],
    ['requests found', String(measured.calls)],
    ['memory at most, MB', megabytes(peakBytes)],
    [`memory at most with ${mostFiles} files, MB`, megabytes(large.peakBytes)],
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
      'peak-memory-bytes': peakBytes,
      [`cold-${mostFiles}-files-ms`]: Math.round(large.coldMs),
      [`cold-${mostFiles}-files-cpu-ms`]: Math.round(large.coldCpuMs),
      [`peak-memory-${mostFiles}-files-bytes`]: large.peakBytes,
      'matches-per-s': Math.round(measured.matchesPerSecond),
      'new-paths-per-s': Math.round(measured.newPathsPerSecond),
    },
    tables: [table(['', 'ms', 'ms of processor'], rows), table(['', ''], counts)],
  };
}
