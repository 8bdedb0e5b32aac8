import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { root, testOutput } from '../../build/paths.ts';
import type { DesignName } from '../../remote-agent/protocol/messages.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { connectionChecks } from './connection-checks.ts';
import { tryDesigns } from './designs-on-host.ts';
import { exchangeChecks } from './exchange-checks.ts';
import { type KernelTable, readTable, withTable } from './kernel-table.ts';
import { type MatrixHost, matrixHosts } from './matrix-hosts.ts';
import { destination, TraceCommand } from './trace-command.ts';
import { asBefore, traces } from './trace-leftovers.ts';
import { traceTraffic } from './traced-traffic.ts';
import { type Counts, placeTraffic } from './traffic.ts';

const all: Counts = { load: [8, 125], keepAlive: 1000, parallel: 200 };
/** For designs that are not the first choice: the same ways of moving bytes, fewer times. */
const fewer: Counts = { load: [4, 50], keepAlive: 100, parallel: 50 };

/** HTTP_TRACE_KERNELS=6.12,newest: only those. */
const chosen = process.env['HTTP_TRACE_KERNELS']?.split(',');

const found: KernelTable = new Map();

for (const column of matrixHosts) {
  if (chosen && !chosen.includes(column.name)) continue;
  test(`every design on ${column.name}`, async (t) => {
    const host = await startHost({ kernel: column.kernel, cmdline: column.cmdline });
    t.after(() => host.stop());
    found.set(column.name, await checkDesigns(t, host, column));
  });
}

test('docs/kernels.md says what was found', () => {
  const document = readFileSync(join(root, 'docs/kernels.md'), 'utf8');
  const table = readTable(document);
  for (const [column, cells] of found) table.set(column, cells);
  mkdirSync(testOutput, { recursive: true });
  const written = withTable(document, table);
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
  const works = new Set(attempts.filter(({ reason }) => !reason).map(({ design }) => design));
  assert.ok(works.size > 0, JSON.stringify(attempts));
  await placeTraffic(host, column.architecture);
  // The package that the first trace leaves for the next one is no trace of this one.
  await new TraceCommand([...destination(host.target), '--duration', '0.1']).result();
  const before = await stateOf(host);
  const first = await checkDesign(t, host, 'auto', all);
  const traced = new Map([[rowOf(first), first.works]]);
  for (const design of column.traced) {
    if (design === first.design) continue;
    assert.ok(works.has(design), JSON.stringify(attempts));
    const outcome = await checkDesign(t, host, design, fewer);
    traced.set(rowOf(outcome), outcome.works);
  }
  await t.test('afterwards the host is as it was', async () => {
    await asBefore(host, before.traces);
    assert.deepEqual(await stateOf(host), before);
  });
  const cells = new Map([['auto', rowOf(first)]]);
  for (const attempt of attempts) {
    const row = rowOf(attempt);
    const attached = attempt.reason === undefined ? 'attaches' : 'refused';
    const outcome = traced.get(row);
    cells.set(row, outcome === undefined ? attached : outcome ? 'works' : 'fails');
  }
  return cells;
}

interface Outcome {
  readonly design: DesignName | 'auto';
  readonly attachment: string;
  /** Everything was told as it should be. */
  readonly works: boolean;
}

function rowOf({ design, attachment }: Pick<Outcome, 'design' | 'attachment'>): string {
  return `${design} by ${attachment}`;
}

/** The traffic as traced with a design. */
async function checkDesign(
  t: TestContext,
  host: VmHost,
  design: DesignName | 'auto',
  counts: Counts,
): Promise<Outcome> {
  let outcome: Outcome = { design, attachment: '', works: false };
  await t.test(`traffic traced with ${design}`, async (t) => {
    const traced = await traceTraffic(host, design, counts);
    outcome = { design: traced.design, attachment: traced.attachment, works: false };
    if (design !== 'auto') assert.equal(traced.design, design);
    let wrong = 0;
    for (const [name, check] of Object.entries({ ...exchangeChecks, ...connectionChecks })) {
      await t.test(name, () => {
        wrong++;
        check(traced);
        wrong--;
      });
    }
    outcome = { ...outcome, works: wrong === 0 };
  });
  return outcome;
}

async function stateOf(host: VmHost) {
  const run = (command: string) => host.mustRun(command, { user: 'root' });
  return {
    traces: await traces(host),
    links: await run('bpftool link; bpftool map'),
    files: await run('ls -A /tmp /var/tmp /dev/shm /run/user ~dev; true'),
  };
}
