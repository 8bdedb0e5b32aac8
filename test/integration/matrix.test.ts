import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { root, testOutput } from '../../build/paths.ts';
import type { DesignName } from '../../remote-agent/protocol/messages.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { connectionChecks } from './connection-checks.ts';
import { type Attempt, tryDesigns } from './designs-on-host.ts';
import { exchangeChecks } from './exchange-checks.ts';
import { type KernelTable, readTable, withFound, withTable } from './kernel-table.ts';
import { type MatrixHost, matrixHosts } from './matrix-hosts.ts';
import { destination, TraceCommand } from './trace-command.ts';
import { asBefore, traces } from './trace-leftovers.ts';
import { traceTraffic } from './traced-traffic.ts';
import { type Counts, placeTraffic } from './traffic.ts';

const all: Counts = { load: [8, 125], keepAlive: 1000, parallel: 200 };
/** The same ways of moving bytes, fewer times. */
const fewer: Counts = { load: [4, 50], keepAlive: 100, parallel: 50 };

/** HTTP_TRACE_KERNELS=6.12,newest: only those. */
const chosen = process.env['HTTP_TRACE_KERNELS']?.split(',');
/** Every design on every host is traced with the traffic, and docs/kernels.md is written. */
const isComplete = process.env['HTTP_TRACE_MATRIX'] === 'complete';

/** How docs/kernels.md says it. */
const words = { told: 'tells', silent: 'fails', refused: 'refused' } as const;

const found: KernelTable = new Map();

for (const column of matrixHosts) {
  if (chosen ? !chosen.includes(column.name) : column.rarely && !isComplete) continue;
  test(`every design on ${column.name}`, async (t) => {
    const host = await startHost({ kernel: column.kernel, cmdline: column.cmdline });
    t.after(() => host.stop());
    found.set(column.name, await checkDesigns(t, host, column));
  });
}

test('docs/kernels.md says what was found', () => {
  const path = join(root, 'docs/kernels.md');
  const document = readFileSync(path, 'utf8');
  const known = readTable(document);
  const table: KernelTable = new Map();
  for (const { name } of matrixHosts) {
    const cells = found.get(name);
    const now = cells
      ? withFound(isComplete ? undefined : known.get(name), cells)
      : known.get(name);
    if (now) table.set(name, now);
  }
  const written = withTable(document, table);
  if (isComplete) return writeFileSync(path, written);
  mkdirSync(testOutput, { recursive: true });
  writeFileSync(join(testOutput, 'kernels.md'), written);
  assert.equal(document, written, 'If this is right: cp test-output/kernels.md docs/kernels.md');
});

/** What became of each design: the cells of a column of docs/kernels.md. */
async function checkDesigns(
  t: TestContext,
  host: VmHost,
  column: MatrixHost,
): Promise<Map<string, string>> {
  const attempts = await tryDesigns(host, column.architecture);
  const works = attempts.filter(({ result }) => result !== 'refused');
  const [chosenByAuto] = works;
  assert.ok(chosenByAuto, JSON.stringify(attempts));
  const cells = new Map([['auto', rowOf(chosenByAuto)]]);
  for (const attempt of attempts) cells.set(rowOf(attempt), words[attempt.result]);
  await t.test('each design that attaches tells of an exchange', () => {
    assert.deepEqual(
      works.filter(({ result }) => result !== 'told'),
      [],
    );
  });
  const others = works
    .map(({ design }) => design)
    .filter((design) => design !== chosenByAuto.design);
  const designs = isComplete ? (['auto', ...new Set(others)] as const) : column.traced;
  if (designs.length === 0) return cells;
  await placeTraffic(host, column.architecture);
  // The package that the first trace leaves for the next one is no trace of this one.
  await new TraceCommand([...destination(host.target), '--duration', '0.1']).result();
  const before = await stateOf(host);
  for (const design of designs) {
    const attempt = design === 'auto' ? chosenByAuto : works.find((one) => one.design === design);
    assert.ok(attempt, `${design} does not attach: ${JSON.stringify(attempts)}`);
    const inNumbers = design === 'auto' && (isComplete || column.inNumbers);
    const isRight = await checkDesign(t, host, design, attempt, inNumbers ? all : fewer);
    cells.set(rowOf(attempt), isRight ? 'works' : 'fails');
  }
  await t.test('afterwards the host is as it was', async () => {
    await asBefore(host, before.traces);
    assert.deepEqual(await stateOf(host), before);
  });
  return cells;
}

function rowOf({ design, attachment }: Pick<Attempt, 'design' | 'attachment'>): string {
  return `${design} by ${attachment}`;
}

/** Holds what a trace with a design tells against the traffic. True: everything was told as it should be. */
async function checkDesign(
  t: TestContext,
  host: VmHost,
  design: DesignName | 'auto',
  attempt: Attempt,
  counts: Counts,
): Promise<boolean> {
  let isRight = false;
  await t.test(`traffic traced with ${design}`, async (t) => {
    const traced = await traceTraffic(host, design, counts);
    assert.equal(rowOf(traced), rowOf(attempt));
    let wrong = 0;
    for (const [name, check] of Object.entries({ ...exchangeChecks, ...connectionChecks })) {
      await t.test(name, () => {
        wrong++;
        check(traced);
        wrong--;
      });
    }
    isRight = wrong === 0;
  });
  return isRight;
}

async function stateOf(host: VmHost) {
  const run = (command: string) => host.mustRun(command, { user: 'root' });
  return {
    traces: await traces(host),
    links: await run('bpftool link; bpftool map'),
    files: await run('ls -A /tmp /var/tmp /dev/shm /run/user ~dev; true'),
  };
}
