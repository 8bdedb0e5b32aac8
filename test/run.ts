// `npm test`: every check and every test, the fastest first, and one closing line with the counts.
// `npm run check`: only what needs no machine: format, lint, types.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { buildAll } from '../build/build.ts';
import { generateEventLayout } from '../build/event-layout.ts';
import { root } from '../build/paths.ts';
import { runProgram } from '../build/program.ts';
import { noTests, sum } from './counts.ts';
import { runTests } from './node-tests.ts';
import { shareProcesses } from './shared-processes.ts';

const checksOnly = process.argv[2] === 'check';
process.chdir(root);

const cSources = filesBelow('bpf', /\.[ch]$/);
let total = noTests;
const failures: string[] = [];

generateEventLayout();
await check('format and lint', 'node_modules/.bin/biome', ['check', '--error-on-warnings', '.']);
await check('C format', 'clang-format', ['--dry-run', '--Werror', ...cSources]);
await check('types', 'node_modules/.bin/tsc', ['-b']);
if (!checksOnly) {
  heading('Build');
  if (!(await build())) finish();
  // Whatever is not named here needs neither a virtual machine nor a browser.
  const cores = availableParallelism();
  const slow = [
    { name: 'panel', folder: 'test/panel/', atOnce: cores },
    // A virtual machine has one processor, and 1.5 GB.
    { name: 'integration', folder: 'test/integration/', atOnce: Math.min(cores, 2) },
    // A workbench beside its virtual machine and its browser has enough to share.
    { name: 'workbench', folder: 'test/workbench/', atOnce: 1 },
  ];
  const all = ['build', 'extension', 'remote-agent', 'test', 'webview'].flatMap((folder) =>
    filesBelow(folder, /\.test\.ts$/),
  );
  const isSlow = (file: string): boolean => slow.some(({ folder }) => file.startsWith(folder));
  const fast = all.filter((file) => !isSlow(file));
  heading(`unit tests (${fast.length} files)`);
  // Some only wait for time to pass.
  await tests('unit', shareProcesses(fast), cores + 1);
  for (const { name, folder, atOnce } of slow) {
    const files = all.filter((file) => file.startsWith(folder));
    heading(`${name} tests (${files.length} files)`);
    await tests(name, files, atOnce);
  }
}
finish();

/** Without what is built no test means anything. */
async function build(): Promise<boolean> {
  try {
    await buildAll(say);
    return true;
  } catch (error) {
    say(`✖ build\n${error instanceof Error ? error.message : String(error)}`);
    total = sum(total, { passed: 0, failed: 1, skipped: 0 });
    return false;
  }
}

function finish(): never {
  if (failures.length > 0) heading('What failed');
  for (const failure of failures) say(`✖ ${failure}`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exit(total.failed > 0 ? 1 : 0);
}

async function check(name: string, program: string, args: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await runProgram(program, args);
  if (status === 0) say(`✔ ${name}`);
  else {
    failures.push(name);
    say(`✖ ${name}\n${stdout}${stderr}`);
  }
  total = sum(total, { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 });
}

async function tests(name: string, files: readonly string[], atOnce: number): Promise<void> {
  const started = Date.now();
  const run = await runTests(name, files, atOnce);
  failures.push(...run.failures);
  total = sum(total, run.counts);
  say(`${name}: ${Math.round((Date.now() - started) / 1000)} s`);
}

function filesBelow(folder: string, name: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path))
    .map((path) => join(folder, path))
    .sort();
}

function heading(text: string): void {
  say(`\n── ${text}`);
}

function say(line: string): void {
  console.log(line);
}
