import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { root } from '../../build/paths.ts';
import type { ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { NetworkNamespace } from './network-namespace.ts';
import { assertNothingLost, TraceCommand, type TraceResult } from './trace-command.ts';

const port = 8000;
const closedPort = 8001;
const latePort = 8002;
const lateMs = 1000;

/** Answers with what it was asked and how much it was sent. */
const server = `
require('node:http').createServer((request, response) => {
  let bytes = 0;
  request.on('data', (chunk) => { bytes += chunk.length; });
  request.on('end', () => response.end(request.method + ' ' + request.url + ' ' + bytes));
}).listen(${port}, () => console.log('ready'));`;

/** Says nothing for a while on its connection. */
const lateClient = `
const socket = require('node:net').connect({ port: ${port}, host: '127.0.0.1', localPort: ${latePort} });
setTimeout(() => socket.end('GET /late HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n'), ${lateMs});
socket.resume().on('close', () => console.log('ready'));`;

let namespace: NetworkNamespace;
let folder: string;
let result: TraceResult;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'http-trace-packets-'));
  namespace = await NetworkNamespace.create();
  await namespace.start([process.execPath, '-e', server]);
  // The agent is put into a home folder that goes with the test.
  const environment = { ...process.env, HOME: folder };
  const words = ['local', '--design', 'socket_filter', '--no-redact'];
  const trace = new TraceCommand(words, environment, namespace.prefix);
  await trace.ready();
  await writeFile(join(folder, 'upload'), Buffer.alloc(50_000, 'u'));
  const curl = ['curl', '-sS'];
  await namespace.run([...curl, `http://127.0.0.1:${port}/v4`]);
  await namespace.run([...curl, `http://[::1]:${port}/v6`]);
  const upload = ['-T', join(folder, 'upload'), `http://127.0.0.1:${port}/up`];
  await namespace.run([...curl, ...upload]);
  // The same connection twice.
  await namespace.run([...curl, ...[1, 2].map((n) => `http://127.0.0.1:${port}/kept/${n}`)]);
  await namespace.run([process.execPath, '-e', lateClient]);
  await assert.rejects(namespace.run([...curl, `http://127.0.0.1:${closedPort}/`]));
  await trace.line(({ type, event }) => type === 'connection' && event === 'failed');
  trace.child.kill('SIGINT');
  result = await trace.result();
});

after(async () => {
  await namespace.remove();
  await rm(folder, { recursive: true });
});

function exchanges(): Exchange[] {
  return result.lines.filter(({ type }) => type === 'exchange') as unknown as Exchange[];
}

function textOf(body: string | undefined): string {
  return Buffer.from(body ?? '', 'base64').toString();
}

test('the trace ends well, and says which design it was', () => {
  assert.equal(result.status, 0, result.progress);
  const ready = result.lines.find(({ type }) => type === 'ready');
  assert.equal(ready?.['design'], 'socket_filter');
  assertNothingLost(result);
});

test('each exchange is told once and whole, as the server saw it', () => {
  const told = exchanges().map(({ request, response, side, completeness }) => [
    `${request.method} ${request.target} ${request.bodyBytes}`,
    textOf(response?.body),
    `${side} ${completeness.state}`,
  ]);
  const whole = (line: string) => [line, line, 'server complete'];
  assert.deepEqual(
    told,
    [
      'GET /v4 0',
      'GET /v6 0',
      'PUT /up 50000',
      'GET /kept/1 0',
      'GET /kept/2 0',
      'GET /late 0',
    ].map(whole),
  );
  const [, v6, upload, one, two] = exchanges();
  assert.equal(v6?.local.address, '::1');
  assert.equal(textOf(upload?.request.body), 'u'.repeat(50_000));
  assert.equal(one?.connection, two?.connection);
});

test('an MCP client reads what a live trace sees, without its secrets, and ends it', async () => {
  const client = new Client({ name: 'test', version: '1' });
  const program = join(root, 'extension/headless/mcp/main.ts');
  const options = ['local', '--design', 'socket_filter', '--sources', folder];
  const words = [process.execPath, '--import', 'tsx', program, ...options];
  const [command = '', ...args] = [...namespace.prefix, ...words];
  const env = { ...(process.env as Record<string, string>), HOME: folder };
  await client.connect(
    new StdioClientTransport({ command, args, env, cwd: root, stderr: 'ignore' }),
  );
  const ask = async (name: string, given: object = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: { ...given } });
    const [{ text }] = content as [{ text: string }];
    assert.ok(!isError, text);
    return JSON.parse(text) as Record<string, unknown> & { items: Record<string, unknown>[] };
  };
  try {
    // Answered once the trace is on.
    await ask('httpTrace_connections');
    const header = ['-H', 'Authorization: Bearer hunter2'];
    await namespace.run(['curl', '-sS', ...header, `http://127.0.0.1:${port}/asked?token=hunter2`]);
    const list = () => ask('httpTrace_listExchanges', { filter: 'path:/asked status-code:200' });
    let seen = await list();
    while (seen.items.length === 0) seen = await list();
    assert.match(String(seen.items[0]?.['url']), /\/asked\?token=\[redacted\]$/);
    const read = await ask('httpTrace_getExchange', { id: seen.items[0]?.['id'] });
    const { headers } = read['request'] as { headers: readonly string[] };
    assert.ok(headers.includes('Authorization: Bearer [redacted]'), headers.join());
    const { body } = read['response'] as { body: string };
    assert.equal(body, 'GET /asked?token=[redacted] 0');
  } finally {
    await client.close();
  }
});

test('times are in order', () => {
  for (const { timing } of exchanges()) {
    const { startMs, requestEndMs, responseStartMs, endMs } = timing;
    assert.ok(startMs <= requestEndMs);
    assert.ok(requestEndMs <= (responseStartMs ?? 0) && (responseStartMs ?? 0) <= (endMs ?? 0));
  }
});

test('the process of the server is known, although the kernel tells no process', () => {
  for (const { process: own } of exchanges()) {
    assert.ok(own.pid > 1);
    assert.match(own.command, /createServer/);
    assert.equal(own.cwd, process.cwd());
  }
});

test('connections: opened, accepted, closed by whom, and refused', () => {
  const events = result.lines.filter(
    ({ type }) => type === 'connection',
  ) as unknown as ConnectionEvent[];
  const count = (event: string, at: number) =>
    events.filter((one) => one.event === event && one.local.port === at).length;
  const clients = events.filter(({ event }) => event === 'connect');
  assert.equal(clients.length, 6);
  assert.equal(count('accept', port), 5);
  assert.equal(count('close', port), 5);
  const failed = events.filter(({ event }) => event === 'failed');
  assert.deepEqual(
    failed.map(({ remote, reason }) => [remote?.port, reason]),
    [[closedPort, 'ECONNREFUSED']],
  );
});

test('a connection is accepted when its handshake is over, not when something is said on it', () => {
  const events = result.lines.filter(
    ({ type }) => type === 'connection',
  ) as unknown as ConnectionEvent[];
  const opened = events.find(
    ({ event, local }) => event === 'established' && local.port === latePort,
  );
  const accepted = events.find(
    ({ event, remote }) => event === 'accept' && remote?.port === latePort,
  );
  assert.ok(opened && accepted);
  assert.ok(accepted.timeMs - opened.timeMs < lateMs / 2);
});
