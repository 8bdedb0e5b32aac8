import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { testOutput } from '../build/paths.ts';
import { type Counts, countsOf } from './counts.ts';
import { failuresOf } from './failures.ts';

/** Milliseconds after which a test file that has not ended has failed: one that waits for ever must not stop the rest. */
const LONGEST_FILE = 15 * 60_000;

/** What became of some test files. */
export interface TestsRun {
  readonly counts: Counts;
  /** What failed, one line each. */
  readonly failures: readonly string[];
}

/** Runs test files with node's runner, which prints as it goes on; `name` is that of the run. */
export async function runTests(
  name: string,
  files: readonly string[],
  atOnce: number,
): Promise<TestsRun> {
  mkdirSync(testOutput, { recursive: true });
  const tap = join(testOutput, `${name}.tap`);
  rmSync(tap, { force: true });
  const status = await new Promise<number>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        ...['--import', 'tsx', '--test', `--test-concurrency=${atOnce}`, ...timeout()],
        ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
        ...['--test-reporter=tap', `--test-reporter-destination=${tap}`],
        ...files,
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  const told = readFileSync(tap, 'utf8');
  const counts = countsOf(told);
  if (counts.failed > 0 || status === 0) return { counts, failures: failuresOf(told) };
  // A runner that dies counts nothing.
  return {
    counts: { ...counts, failed: 1 },
    failures: [...failuresOf(told), `${name}: the runner ended with ${status}`],
  };
}

/** Node's runner takes a timeout since 20.11. */
function timeout(): string[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 20 || minor >= 11 ? [`--test-timeout=${LONGEST_FILE}`] : [];
}
