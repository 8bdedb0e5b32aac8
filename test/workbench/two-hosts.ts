import assert from 'node:assert/strict';
import type { VmHost } from '../vm/host.ts';
import { assertHostIsBackTo, hostState } from './host-traces.ts';
import type { TestBed } from './test-bed.ts';

interface Named {
  readonly name: string;
  readonly host: VmHost;
}

/** Two hosts are traced into one panel: rows say which is theirs, and each goes on without the other. */
export async function twoHosts(bed: TestBed, first: Named, second: Named): Promise<void> {
  const { workbench, panel } = bed;
  const { quickInput, messages } = workbench;
  const untouched = await hostState(second.host);
  const ask = ({ host }: Named, path: string) => host.mustRun(`curl -s http://localhost${path}`);
  const row = ({ name }: Named, path: string) => panel.row({ path, 'traced-host': name });

  await bed.step('second-host', async () => {
    await quickInput.command('HTTP Trace: Start HTTP trace');
    await quickInput.choose(/Which Linux host/, first.name);
    await panel.inState('tracing');
    await ask(first, '/alone');
    await panel.row({ path: '/alone' }).waitFor();
    assert.equal(await panel.row({ 'traced-host': first.name }).count(), 0);
    await quickInput.command('HTTP Trace: Start HTTP trace');
    await quickInput.asks(/traced now; choose it to trace it anew/);
    await workbench.screenshot('hosts-one-traced');
    await quickInput.choose(/Which Linux host/, second.name);
    // The panel is tracing already; a start on a busy machine takes as long as it takes.
    await messages.statusBar(/2 hosts · 1 exchange/, 180_000);
    await ask(second, '/second?n=1');
    await ask(first, '/first');
    await row(second, '/second?n=1').waitFor();
    await row(first, '/first').waitFor();
    assert.equal(await row(first, '/alone').count(), 1, 'what was there stays');
    await workbench.screenshot('two-hosts');
  });

  await bed.step('replay-from-its-host', async () => {
    await row(second, '/second?n=1').click();
    await quickInput.command('HTTP Trace: Replay');
    assert.match(await messages.dialog(), /Send GET \/second\?n=1 to .*:80 from other-host\?/);
    await messages.pressInDialog('Send');
    await row(second, '/second?n=1').nth(1).waitFor();
    await quickInput.command('View: Close All Editors');
  });

  await bed.step('stop-one', async () => {
    await quickInput.command('HTTP Trace: Stop HTTP trace');
    await quickInput.asks(/Which host/);
    await workbench.screenshot('stop-which');
    await quickInput.choose(/Which host/, second.name);
    await messages.statusBar(new RegExp(`${first.name} · 4 exchanges`));
    await assertHostIsBackTo(untouched, second.host);
    await ask(second, '/unseen');
    await ask(first, '/goes-on');
    await row(first, '/goes-on').waitFor();
    assert.equal(await panel.row({ path: '/unseen' }).count(), 0);
    assert.equal(await row(second, '/second?n=1').count(), 2, 'its rows stay');
    await panel.press('Stop HTTP trace');
    await panel.inState('stopped');
  });
}
