import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { mustRun } from '../../build/program.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { exchangeActions } from './exchange-actions.ts';
import { assertHostIsBackTo, everyPath, hostState } from './host-traces.ts';
import { TestBed } from './test-bed.ts';
import { twoHosts } from './two-hosts.ts';

const name = 'test-host';
const otherName = 'other-host';
let host: VmHost;
let other: VmHost;
let bed: TestBed;

before(async () => {
  const progress = (line: string) => console.error(line);
  host = await startHost({ progress });
  other = await startHost({ progress });
  const { target } = host;
  bed = await TestBed.open(
    'workbench-trace',
    [
      { ...target, name, knownHosts: '' },
      // For a destination that is typed as an address.
      { ...target, name: target.host, knownHosts: await readFile(target.knownHostsFile, 'utf8') },
      {
        ...{ ...other.target, name: otherName },
        knownHosts: await readFile(other.target.knownHostsFile, 'utf8'),
      },
    ],
    // A host that vanishes does not come back.
    { 'httpTrace.graceSeconds': 5 },
  );
});

after(async () => {
  await bed?.[Symbol.asyncDispose]();
  await host?.stop();
  await other?.stop();
});

test('from the palette to an exchange and its details, then everything is removed from the host', async () => {
  const { workbench, panel } = bed;
  const { quickInput, messages } = workbench;
  const untouched = await hostState(host);
  const untouchedPaths = await everyPath(host);

  await bed.step('choose', async () => {
    await quickInput.command('HTTP Trace: Start HTTP trace');
    const labels = await quickInput.labels(/Which Linux host/, 5);
    const rest = ['This machine', 'Another host…'];
    assert.deepEqual(labels, [name, host.target.host, otherName, ...rest]);
    await workbench.screenshot('hosts');
    await quickInput.choose(/Which Linux host/, name);
  });

  await bed.step('host-key', async () => {
    const question = await messages.dialog();
    await workbench.screenshot('host-key-question');
    assert.match(question, /not known yet/);
    assert.ok(question.includes(await fingerprint(host.target.knownHostsFile)), question);
    assert.equal(await readFile(bed.knownHosts(name), 'utf8'), '');
    await messages.pressInDialog('Trust and connect');
  });

  await bed.step('start', async () => {
    await panel.inState('tracing');
    await workbench.screenshot('tracing');
    assert.equal(
      await fingerprint(bed.knownHosts(name)),
      await fingerprint(host.target.knownHostsFile),
    );
    await messages.statusBar(/test-host · 0 exchanges/);
    const traced = await hostState(host);
    assert.ok(traced.programs.length > untouched.programs.length, traced.programs.join());
    assert.ok(traced.processes.length > untouched.processes.length, traced.processes.join());
  });

  await bed.step('rows', async () => {
    await host.mustRun('curl -s http://localhost/');
    await panel.row({ method: 'GET', path: /^\/$/, status: '200' }).waitFor();
    await host.mustRun("curl -s -H 'X-Trial: blue' -d 'colour=green' 'http://localhost/trial?n=1'");
    await panel
      .row({ method: 'POST', path: '/trial?n=1', status: '404', process: 'nginx' })
      .waitFor();
    assert.equal(await panel.rows.count(), 2);
    await messages.statusBar(/test-host · 2 exchanges/);
    await workbench.screenshot('rows');
  });

  await bed.step('details', async () => {
    await panel.row({ method: 'POST' }).click();
    await panel.details.getByText('POST /trial?n=1').first().waitFor();
    const overview = await panel.tab('overview');
    await workbench.screenshot('details-overview');
    assert.match(overview, /404 Not Found/);
    assert.match(overview, /nginx/);
    const request = await panel.tab('request');
    await workbench.screenshot('details-request');
    assert.match(request, /X-Trial\s*blue/);
    assert.match(request, /colour\s*green/);
    const response = await panel.tab('response');
    await workbench.screenshot('details-response');
    assert.match(response, /HTTP\/1\.1 404 Not Found/);
    assert.match(response, /Server\s*nginx/);
    const connection = await panel.tab('connection');
    await workbench.screenshot('details-connection');
    assert.match(connection, /curl/);
  });

  await bed.step('filter', async () => {
    await panel.filterBy('method:GET');
    await panel.row({ method: 'POST' }).waitFor({ state: 'detached' });
    assert.deepEqual(await panel.column('method'), ['GET']);
    await workbench.screenshot('filtered');
    await panel.filterBy('');
    await panel.row({ method: 'POST' }).waitFor();
  });

  await bed.step('pause', async () => {
    await panel.press('Pause');
    await panel.frame.locator('[data-paused=true]').waitFor();
    await host.mustRun('curl -s http://localhost/while-paused');
    // The trace goes on meanwhile, as the status bar tells; the table stands still.
    await messages.statusBar(/test-host · 3 exchanges/);
    assert.equal(await panel.rows.count(), 2);
    await workbench.screenshot('paused');
    await panel.press('Resume');
    await panel.row({ path: '/while-paused', status: '404' }).waitFor();
  });

  await bed.step('clear', async () => {
    await panel.press('Clear');
    await panel.rows.first().waitFor({ state: 'detached' });
    await workbench.screenshot('cleared');
    await host.mustRun('curl -s http://localhost/after-clear');
    await panel.row({ path: '/after-clear' }).waitFor();
    assert.equal(await panel.rows.count(), 1);
  });

  await exchangeActions(bed, host);

  await bed.step('stop', async () => {
    await quickInput.command('HTTP Trace: Stop HTTP trace');
    await panel.inState('stopped');
    await messages.statusBar(/^\s*HTTP Trace\s*$/);
    await workbench.screenshot('stopped');
    await assertHostIsBackTo(untouched, host);
    await messages.shown(0);
  });

  await bed.step('remove', async () => {
    await quickInput.command('HTTP Trace: Remove from host');
    await quickInput.choose(/Which Linux host/, name);
    assert.match(await messages.dialog(), /Remove everything .*test-host.*\.cache\/http-trace/s);
    await workbench.screenshot('remove-question');
    await messages.pressInDialog('Remove');
    await messages.toast(/Nothing of HTTP Trace is left on test-host/);
    await workbench.screenshot('removed');
    await assertHostIsBackTo(untouched, host);
    assert.deepEqual(await everyPath(host), untouchedPaths);
    await messages.clear();
  });
});

test('two hosts in one panel', async () => {
  await twoHosts(bed, { name, host }, { name: otherName, host: other });
});

test('a host that is typed, whose key is known, needs no question; when it vanishes the rows stay', async () => {
  const { workbench, panel } = bed;
  const { quickInput, messages } = workbench;
  const { host: address, port, user } = host.target;
  const typed = `${user}@${address}:${port}`;
  await bed.step('typed', async () => {
    await quickInput.command('HTTP Trace: Start HTTP trace');
    const labels = await quickInput.labels(/Which Linux host/, 5);
    assert.equal(labels[0], otherName, 'the host that was traced before comes first');
    await quickInput.choose(/Which Linux host/, 'Another host…');
    await quickInput.answer(/Linux host that you reach/, typed);
    await panel.inState('tracing');
    await host.mustRun('curl -s http://localhost/last-words');
    await panel.row({ path: '/last-words' }).waitFor();
    await workbench.screenshot('typed');
  });
  await bed.step('vanish', async () => {
    await host.stop();
    await messages.toast(new RegExp(`${user}@${address}.*(lost|ended|closed)`));
    await panel.inState('lost');
    await workbench.screenshot('vanished');
    assert.equal(await panel.row({ path: '/last-words' }).count(), 1);
    await messages.statusBar(new RegExp(`${typed} lost`));
    const [, ...others] = await messages.shown(1);
    assert.deepEqual(others, []);
  });
});

async function fingerprint(knownHosts: string): Promise<string> {
  const line = await mustRun('ssh-keygen', ['-lf', knownHosts]);
  const found = /SHA256:\S+/.exec(line)?.[0];
  assert.ok(found, line);
  return found;
}
