// `npm run matrix [-- COLUMN…]`: traces the whole traffic with every design on every kernel of the matrix, and writes
// what came of it into docs/kernels.md. A column is a kernel as `npm run vm` names it, with a lockdown: "6.1 integrity".
// Where none is named, every way of moving bytes is tried on 5.10 as well.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { matrixHosts } from './matrix-hosts.ts';

const columns = process.argv.slice(2);
const unknown = columns.find((column) => matrixHosts.every(({ name }) => name !== column));
if (unknown !== undefined) {
  const names = matrixHosts.map(({ name }) => `"${name}"`).join(', ');
  process.stderr.write(`There is no column ${unknown}; one of: ${names}.\n`);
  process.exit(2);
}
const crowds = columns.length > 0 ? [] : ['stalled-reader.test.ts'];
const tests = ['matrix.test.ts', 'capture.test.ts', 'watched.test.ts', 'waiting.test.ts'];
const names = [...tests, ...crowds];
const files = names.map((name) => join(import.meta.dirname, name));
const chosen = columns.length > 0 ? { HTTP_TRACE_KERNELS: columns.join(',') } : {};
spawn(
  process.execPath,
  ['--import', 'tsx', '--test', '--test-concurrency=1', '--test-reporter=spec', ...files],
  {
    stdio: 'inherit',
    env: { ...process.env, ...chosen, HTTP_TRACE_MATRIX: 'complete' },
  },
).once('exit', (code) => {
  process.exitCode = code ?? 1;
});
