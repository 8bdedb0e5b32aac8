import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { NetworkNamespace } from './network-namespace.ts';
import { assertNothingLost, exchangesOf, TraceCommand } from './trace-command.ts';

const watched = 8000;
const other = 8010;
const closed = 8001;

const servers = `
const { createServer } = require('node:http');
const answer = (request, response) => response.end(request.url);
createServer(answer).listen(${other}, () => createServer(answer).listen(${watched}, () => console.log('ready')));`;

let namespace: NetworkNamespace;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'http-trace-packets-only-'));
  namespace = await NetworkNamespace.create();
  await namespace.start([process.execPath, '-e', servers]);
});

after(async () => {
  await namespace.remove();
  await rm(folder, { recursive: true });
});

function trace(only: string): TraceCommand {
  const words = ['local', '--design', 'socket_filter', '--only', only];
  return new TraceCommand(words, { ...process.env, HOME: folder }, namespace.prefix);
}

test('packets of other ports are not told of at all', async () => {
  const command = trace(`port:${watched},${closed}`);
  await command.ready();
  const urls = [1, 2, 3].flatMap((n) => [
    `http://127.0.0.1:${other}/other/${n}`,
    `http://${n === 2 ? '[::1]' : '127.0.0.1'}:${watched}/watched/${n}`,
  ]);
  for (const url of urls) await namespace.run(['curl', '-sS', url]);
  await assert.rejects(namespace.run(['curl', '-sS', `http://127.0.0.1:${closed}/`]));
  await command.line(({ type, event }) => type === 'connection' && event === 'failed');
  command.child.kill('SIGINT');
  const result = await command.result();
  assert.equal(result.status, 0, result.progress);
  assertNothingLost(result);
  const told = exchangesOf(result.lines);
  assert.deepEqual(
    told.map(({ request, side, completeness }) => [request.target, side, completeness.state]),
    [1, 2, 3].map((n) => [`/watched/${n}`, 'server', 'complete']),
  );
  for (const { process: own } of told) assert.match(own.command, /createServer/);
  const ports = result.lines
    .filter(({ type }) => type === 'connection')
    .map((line) => line as { local?: { port: number }; remote?: { port: number } })
    .map(({ local, remote }) => [local?.port, remote?.port]);
  assert.ok(ports.length > 0);
  for (const pair of ports) assert.ok(pair.includes(watched) || pair.includes(closed), `${pair}`);
});

test('packets name no process, and a trace that asks for one is refused in so many words', async () => {
  const { status, lines } = await trace('process:node').result();
  assert.equal(status, 1);
  const errors = lines.filter(({ type }) => type === 'error');
  assert.equal(errors.length, 1);
  assert.match(String(errors[0]?.['message']), /can be limited to ports, but not to processes/);
});
