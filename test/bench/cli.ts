// `npm run -s bench -- NAME [--kernel NAME]`: a table for people and, as the last line, one JSON object.
import { parseArgs } from 'node:util';
import { defaultKernel, isKernelName, type KernelName, kernels } from '../vm/kernels.ts';
import { loss } from './loss.ts';
import { overhead } from './overhead.ts';
import { panel } from './panel.ts';
import { parser } from './parser.ts';
import { type BenchReport, printed } from './report.ts';
import { routes } from './routes.ts';
import { start } from './start.ts';

type Bench = (kernel: KernelName, progress: (line: string) => void) => Promise<BenchReport>;

const benches: Readonly<Record<string, Bench>> = { loss, overhead, panel, parser, routes, start };

const usage = `Usage: npm run -s bench -- ${Object.keys(benches).join('|')} [--kernel ${Object.keys(kernels).join('|')}]
`;

try {
  const { positionals, values } = parseArgs({
    options: { kernel: { type: 'string', default: defaultKernel } },
    allowPositionals: true,
  });
  const [name = '', ...rest] = positionals;
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (!bench || rest.length > 0 || !isKernelName(values.kernel)) {
    process.stderr.write(usage);
    process.exitCode = 2;
  } else {
    const report = await bench(values.kernel, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(printed(report));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  const bad = (error as { code?: string }).code?.startsWith('ERR_PARSE');
  process.exitCode = bad ? 2 : 1;
}
