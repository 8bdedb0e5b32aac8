import { mkdtemp, rm } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { mustRun } from '../../build/program.ts';
import type { Measured } from './parser/measured.ts';
import { type Load, loads } from './parser/traffic.ts';
import { type BenchReport, table } from './report.ts';

type Subject = 'agent' | 'rpc' | 'llhttp';

/**
 * How fast the agent makes exchanges of records, by the processor time that it takes: a processor that others use
 * too makes it no slower.
 *
 * @throws when exchanges are missing
 */
export async function parser(
  _kernel: unknown,
  progress: (line: string) => void,
): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-bench-'));
  try {
    const program = join(folder, 'measured.cjs');
    await build({
      bundle: true,
      minify: true,
      logLevel: 'warning',
      entryPoints: [join(import.meta.dirname, 'parser/measured.ts')],
      outfile: program,
      platform: 'node',
      format: 'cjs',
      target: 'node18',
    });
    const measure = async (
      { name, what }: Pick<Load, 'name' | 'what'>,
      subject: Subject,
    ): Promise<Measured> => {
      progress(`Measuring ${what} (${subject}) …`);
      const args = ['--expose-gc', program, name, subject];
      const output = await mustRun(process.execPath, args);
      return JSON.parse(output) as Measured;
    };
    const rows: string[][] = [];
    const results: Record<string, number> = {};
    for (const load of loads) {
      const agent = await measure(load, 'agent');
      const rpc = await measure(load, 'rpc');
      const llhttp = load.comparable ? await measure(load, 'llhttp') : null;
      const name = load.name === 'small' ? 'http1' : `http1-${load.name}`;
      results[`${name}-exchanges-per-s`] = Math.round(perSecond(agent));
      results[`${name}-bytes-per-s`] = Math.round(agent.payloadBytes / agent.cpuSeconds);
      results[`${name}-sent-exchanges-per-s`] = Math.round(perSecond(rpc));
      results[`${name}-grown-bytes`] = agent.grownBytes;
      rows.push([
        load.what,
        Math.round(perSecond(agent)).toString(),
        (agent.payloadBytes / agent.cpuSeconds / 1e6).toFixed(0),
        Math.round(perSecond(rpc)).toString(),
        llhttp ? Math.round(perSecond(llhttp)).toString() : '',
        (agent.grownBytes / 1e6).toFixed(1),
      ]);
    }
    const http2 = await measure({ name: 'http2', what: 'HTTP/2, 100 streams' }, 'agent');
    results['http2-exchanges-per-s'] = Math.round(perSecond(http2));
    results['http2-grown-bytes'] = http2.grownBytes;
    const grown = (http2.grownBytes / 1e6).toFixed(1);
    rows.push(['HTTP/2, 100 streams', Math.round(perSecond(http2)).toString(), '', '', '', grown]);
    const head = ['', 'exchanges/s', 'MB/s', 'and sent', 'llhttp alone', 'MB grown'];
    return { bench: 'parser', kernel: release(), results, tables: [table(head, rows)] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function perSecond({ exchanges, cpuSeconds }: Measured): number {
  return exchanges / cpuSeconds;
}
