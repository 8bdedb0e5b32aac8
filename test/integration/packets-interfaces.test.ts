import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { NetworkNamespace } from './network-namespace.ts';
import { assertNothingLost, TraceCommand } from './trace-command.ts';

const port = 8000;
/** More interfaces than the loader has sockets for. */
const cables = 17;

const server = `
require('node:http').createServer((request, response) => response.end(request.url))
  .listen(${port}, () => console.log('ready'));`;

let traced: NetworkNamespace;
let other: NetworkNamespace;
let folder: string;
let trace: TraceCommand;
const asked: string[] = [];
/** What is not told would be waited for without an end. */
const timeout = 60_000;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'http-trace-interfaces-'));
  traced = await NetworkNamespace.create();
  other = await NetworkNamespace.create();
  for (const namespace of [traced, other]) {
    await namespace.start([process.execPath, '-e', server]);
  }
  const environment = { ...process.env, HOME: folder };
  const words = ['local', '--design', 'socket_filter'];
  trace = new TraceCommand(words, environment, traced.prefix);
  await trace.ready();
});

after(async () => {
  trace.child.kill('SIGKILL');
  await traced.remove();
  await other.remove();
  await rm(folder, { recursive: true });
});

/** Asks from one of the namespaces, and waits until it is told. */
async function ask(namespace: NetworkNamespace, address: string, side: string): Promise<void> {
  const path = `/${asked.length}/${side}/${address}`;
  asked.push(path);
  await namespace.run(['curl', '-sS', `http://${address}:${port}${path}`]);
  const told = await trace.line(
    (line) => line.type === 'exchange' && (line as unknown as Exchange).request.target === path,
  );
  const { completeness, side: toldSide } = told as unknown as Exchange;
  assert.deepEqual([completeness.state, toldSide], ['complete', side]);
}

/** What arrives by an interface, what leaves by it, and loopback beside it. */
async function askBothWays(subnet: string): Promise<void> {
  await ask(other, `${subnet}.1`, 'server');
  await ask(traced, `${subnet}.2`, 'client');
  await ask(traced, '127.0.0.1', 'server');
}

test('an interface that came after the trace had begun', { timeout }, async () => {
  await traced.connect(other, 'first', ['10.1.0.1', '10.1.0.2']);
  await askBothWays('10.1.0');
});

test('one that came after another had gone', { timeout }, async () => {
  await traced.run(['ip', 'link', 'delete', 'first']);
  await traced.connect(other, 'second', ['10.2.0.1', '10.2.0.2']);
  await askBothWays('10.2.0');
});

test('more of them than there are sockets for', { timeout }, async () => {
  for (let n = 0; n < cables; n++) {
    const peer = ['peer', 'name', `there${n}`];
    await traced.run(['ip', 'link', 'add', `here${n}`, 'type', 'veth', ...peer]);
  }
  await trace.says('one packet socket for all interfaces');
  await askBothWays('10.2.0');
  await traced.connect(other, 'third', ['10.3.0.1', '10.3.0.2']);
  await askBothWays('10.3.0');
});

test('each exchange is told once', { timeout }, async () => {
  trace.child.kill('SIGINT');
  const result = await trace.result();
  assert.equal(result.status, 0, result.progress);
  assertNothingLost(result);
  const told = result.lines.filter(({ type }) => type === 'exchange') as unknown as Exchange[];
  assert.deepEqual(
    told.map(({ request }) => request.target),
    asked,
  );
});
