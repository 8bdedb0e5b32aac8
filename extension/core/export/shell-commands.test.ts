import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import type { Endpoint, Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { plainExchange } from '../testing/exchange.ts';
import { copyAs } from './copy.ts';

/** Answers each request, and has its bytes, one character a byte. */
async function listening(
  context: TestContext,
  at: { path: string } | { host: string; port: number },
) {
  const received: string[] = [];
  const server: Server = createServer((socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      const [head = '', body] = text.split(/\r\n\r\n(.*)/s);
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      if (body === undefined || body.length < length) return;
      received.push(text);
      // A response to HEAD has a length and no body.
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n${/^HEAD/.test(text) ? '' : 'hello'}`,
      );
      if (/^connection: close/im.test(head)) socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(at, resolve));
  context.after(() => server.close());
  return { received, address: server.address() };
}

/** Pastes a command into bash; fails where the command does. */
async function run(command: string): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' };
  const script = command.replace(/\bcurl /, 'curl --silent --show-error --max-time 10 ');
  const shell = promisify(execFile)('bash', ['--norc', '-s'], { env });
  shell.child.stdin?.end(script);
  return (await shell).stdout;
}

function to(local: Endpoint, told: Parameters<typeof plainExchange>[0]): Exchange {
  const plain = plainExchange({ ...told, more: { local, ...told.more } });
  const authority = local.kind === 'unix' ? '' : `${local.address}:${local.port}`;
  return { ...plain, request: { ...plain.request, authority } };
}

test('curl sends what was sent, to the byte', async (context) => {
  const { received, address } = await listening(context, { host: '127.0.0.1', port: 0 });
  const { port } = address as AddressInfo;
  const long = 'grün '.repeat(40_000);
  const requests: readonly (readonly [Parameters<typeof plainExchange>[0], string?])[] = [
    [{ target: '/a/../b/./c?x=/../y' }, '--path-as-is'],
    [{ target: '/a/%2e%2e/b' }],
    [{ method: 'OPTIONS', target: '*' }, '--request-target'],
    [{ target: '/a b#c?d\xe9' }, '--request-target'],
    [{ method: 'HEAD', requestBody: 'x' }],
    [{ method: 'HEAD' }],
    [{ method: 'GET', target: '/_search', requestBody: '{"q":1}' }, `--header 'Content-Type:'`],
    [{ method: 'POST', requestBody: long, headers: [['Content-Type', 'text/plain']] }, '@-'],
    [{ method: 'POST', requestBody: Uint8Array.of(0, 255, 10) }],
    [{ method: 'POST' }],
    [{ headers: [['X-Name', 'caf\xe9']] }],
    [{ target: '/a{b}[c]?d=[e]' }, '--globoff'],
  ];
  for (const [told, option = ''] of requests) {
    const exchange = to({ address: '127.0.0.1', port }, told);
    const command = copyAs('curl', exchange, decodeBody);
    await run(command);
    const [head = '', body] = received.pop()?.split(/\r\n\r\n(.*)/s) ?? [];
    const { method, target, headers } = exchange.request;
    const [line, ...fields] = head.split('\r\n');
    assert.equal(line, `${method} ${target} HTTP/1.1`);
    assert.deepEqual(Buffer.from(body ?? '', 'latin1'), Buffer.from(told.requestBody ?? ''));
    for (const [name, value] of headers) {
      if (name !== 'Host') assert.ok(fields.includes(`${name}: ${value}`), `${name}: ${value}`);
    }
    const typed = fields.filter((field) => /^content-type/i.test(field)).length;
    assert.equal(typed, headers.filter(([name]) => name === 'Content-Type').length, command);
    assert.ok(command.includes(option), command);
    assert.equal(received.length, 0);
  }
});

test('an ordinary command stays short', () => {
  const ordinary = copyAs('curl', plainExchange({ target: '/a.b/..c?d=../e' }), decodeBody);
  assert.equal(ordinary, `curl --url 'http://shop.test/a.b/..c?d=../e'`);
  assert.equal(
    copyAs('httpie', plainExchange({ target: '/a.b' }), decodeBody),
    'http --ignore-stdin GET http://shop.test/a.b',
  );
});

test('curl asks a Unix socket; what cannot says so', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'unix curl-'));
  context.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.sock');
  const { received } = await listening(context, { path });
  const exchange = to({ address: path, port: 0, kind: 'unix' }, { target: '/v1.43/info' });
  assert.equal(await run(copyAs('curl', exchange, decodeBody)), 'hello');
  assert.match(received[0] ?? '', /^GET \/v1\.43\/info HTTP\/1\.1\r\nHost: localhost\r\n/);
  assert.equal(copyAs('url', exchange, decodeBody), 'http://localhost/v1.43/info');
  for (const [format, name] of [
    ['httpie', 'HTTPie'],
    ['fetch', 'fetch'],
  ] as const) {
    const [note = ''] = copyAs(format, exchange, decodeBody).split('\n');
    assert.ok(note.endsWith(` It went to the Unix socket ${path}, which ${name} cannot reach.`));
  }
  const abstract = to({ address: '@app', port: 0, kind: 'unix' }, {});
  // Not run: Node listens at abstract names of full length alone.
  assert.match(copyAs('curl', abstract, decodeBody), / --abstract-unix-socket app$/);
  const unnamed = to({ address: '', port: 0, kind: 'unix' }, {});
  assert.match(
    copyAs('curl', unnamed, decodeBody),
    /^# It went to a Unix socket, which curl cannot/,
  );
});

test('curl speaks HTTP/2 without TLS where that was spoken', async (context) => {
  const asked: (readonly [string | undefined, string | undefined, string])[] = [];
  const server = createHttp2Server();
  server.on('stream', async (stream, headers) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    asked.push([headers[':method'], headers[':path'], Buffer.concat(chunks).toString('hex')]);
    stream.respond({ ':status': 200, 'content-length': '5' });
    if (headers[':method'] !== 'HEAD') stream.end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const more = { protocol: 'HTTP/2' } as const;
  const frame = Uint8Array.of(0, 0, 0, 0, 1, 255);
  for (const told of [
    { method: 'POST', target: '/shop.Orders/List', requestBody: frame, more },
    { method: 'GET', target: '/a/../b', more },
    { method: 'HEAD', target: '/', requestBody: frame, more },
  ]) {
    await run(copyAs('curl', to({ address: '127.0.0.1', port }, told), decodeBody));
    const body = Buffer.from(told.requestBody ?? '').toString('hex');
    assert.deepEqual(asked.pop(), [told.method, told.target, body]);
  }
});

test('HTTPie keeps dots and invents no type; it says what it cannot send', () => {
  const dots = copyAs('httpie', plainExchange({ target: '/a/../b' }), decodeBody);
  assert.equal(dots, 'http --ignore-stdin --path-as-is GET http://shop.test/a/../b');
  const untyped = plainExchange({ method: 'POST', requestBody: 'x' });
  assert.match(copyAs('httpie', untyped, decodeBody), / Content-Type:$/);
  assert.equal(
    copyAs('httpie', plainExchange({ method: 'OPTIONS', target: '*' }), decodeBody),
    [
      '# Its target was “*”, which HTTPie cannot send: it asks for http://shop.test/.',
      'http --ignore-stdin OPTIONS http://shop.test/',
    ].join('\n'),
  );
});
