import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CaptureFailure } from '../capture/failure.ts';
import type { Endpoint } from '../protocol/exchange.ts';
import type { ReplayParams } from '../protocol/replay.ts';
import { Replays } from './replays.ts';

const get: Omit<ReplayParams, 'to'> = {
  ...{ protocol: 'HTTP/1.1', scheme: 'http', method: 'GET', target: '/a?b=1' },
  ...{ authority: 'shop.test', headers: [] },
};

async function serving<T>(
  answer: RequestListener,
  use: (to: Endpoint) => Promise<T>,
  path?: string,
): Promise<T> {
  return await listening(createServer(answer), use, path);
}

async function listening<T>(
  server: Server,
  use: (to: Endpoint) => Promise<T>,
  path?: string,
): Promise<T> {
  await new Promise<void>((resolve) => {
    if (path === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(path, resolve);
  });
  try {
    const { port } = server.address() as AddressInfo;
    return await use(
      path === undefined
        ? { address: '127.0.0.1', port }
        : { address: path.replace('\0', '@'), port: 0, kind: 'unix' },
    );
  } finally {
    server.close();
    server.closeAllConnections?.();
  }
}

const failsWith = (code: string, pattern: RegExp) => (error: unknown) =>
  error instanceof CaptureFailure && error.code === code && pattern.test(error.message);

test('what is sent is what was asked for, framed anew', async () => {
  let seen: unknown;
  const result = await serving(
    async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const { method, url, rawHeaders } = request;
      seen = { method, url, rawHeaders, body: Buffer.concat(pieces).toString() };
      response.writeHead(201, 'Made', [
        ['X-One', '1'],
        ['X-One', '2'],
      ] as never);
      response.end('{"password":"hunter2","ok":true}');
    },
    (to) =>
      new Replays().send({
        ...get,
        ...{ to, method: 'POST', body: Buffer.from('colour=green').toString('base64') },
        headers: [
          ['X-B', 'two'],
          ['x-a', 'one'],
          ['Content-Length', '9999'],
          ['Transfer-Encoding', 'chunked'],
          ['Connection', 'keep-alive, X-B'],
          ['x-a', 'three'],
        ],
      }),
  );
  assert.deepEqual(seen, {
    ...{ method: 'POST', url: '/a?b=1', body: 'colour=green' },
    rawHeaders: [
      ...['Host', 'shop.test', 'X-B', 'two', 'x-a', 'one', 'x-a', 'three'],
      ...['Content-Length', '12', 'Connection', 'close'],
    ],
  });
  const { response, timing, cut } = result;
  assert.deepEqual([response.status, response.reason, cut], [201, 'Made', false]);
  assert.deepEqual(response.headers.slice(0, 2), [
    ['X-One', '1'],
    ['X-One', '2'],
  ]);
  assert.equal(
    Buffer.from(response.body ?? '', 'base64').toString(),
    '{"password":"[redacted]","ok":true}',
  );
  assert.equal(response.bodyBytes, 32);
  assert.equal(response.content?.secrets, 1);
  assert.ok(timing.startMs <= timing.responseStartMs && timing.responseStartMs <= timing.endMs);
});

test('secrets of the answer are told where those of the trace are', async () => {
  const replays = new Replays();
  const answer: RequestListener = (_, response) => {
    response.setHeader('Set-Cookie', 'sid=abc; Path=/');
    response.end();
  };
  const cookie = async (to: Endpoint) => {
    const { response } = await replays.send({ ...get, to });
    return response.headers.find(([name]) => name === 'Set-Cookie')?.[1];
  };
  assert.equal(await serving(answer, cookie), 'sid=[redacted]; Path=/');
  replays.redactor = null;
  assert.equal(await serving(answer, cookie), 'sid=abc; Path=/');
});

test('HTTP/2 with prior knowledge, with its trailers', async () => {
  const server = createHttp2Server();
  server.on('stream', (stream, headers) => {
    stream.respond({ ':status': 200, 'x-path': headers[':path'] }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.pipe(stream);
  });
  const { response } = await listening(server as unknown as Server, (to) =>
    new Replays().send({
      ...get,
      ...{ to, protocol: 'HTTP/2', method: 'POST', body: Buffer.from('ping').toString('base64') },
    }),
  );
  assert.equal(response.status, 200);
  assert.deepEqual(response.headers[0], ['x-path', '/a?b=1']);
  assert.equal(Buffer.from(response.body ?? '', 'base64').toString(), 'ping');
  assert.deepEqual(response.trailers, [['grpc-status', '0']]);
});

test('HTTP/2 whose connection is closed: before an answer, and in the middle of one', async () => {
  const closing = (respond: boolean) => {
    const server = createHttp2Server();
    server.on('sessionError', () => {});
    server.on('stream', (stream) => {
      stream.on('error', () => {});
      if (respond) {
        stream.respond({ ':status': 200 });
        stream.write('half', () => stream.session?.destroy());
      } else stream.session?.destroy();
    });
    return listening(server as unknown as Server, (to) =>
      new Replays().send({ ...get, to, protocol: 'HTTP/2' }),
    );
  };
  await assert.rejects(closing(false), failsWith('replay-failed', /GET request to .* failed/));
  const { response, cut } = await closing(true);
  assert.deepEqual([response.bodyBytes, cut], [4, true]);
});

test('a Unix socket is reached by its path or its abstract name', async () => {
  for (const path of [join(tmpdir(), `ht-replay-${process.pid}`), `\0ht-replay-${process.pid}`]) {
    const { response } = await serving(
      (_, answer) => answer.end('here'),
      (to) => new Replays().send({ ...get, to }),
      path,
    );
    assert.equal(response.bodyBytes, 4);
  }
});

const proxied = (source: string, destination: string) => ({
  source: { address: source, port: 50_000 },
  destination: { address: destination, port: 443 },
});

test('a connection that was proxied begins with whose it is, with TLS too, and with HTTP/2', async () => {
  const cases: readonly (readonly [Partial<ReplayParams>, header: string, then: RegExp])[] = [
    [
      { proxied: proxied('192.0.2.1', '192.0.2.2') },
      'PROXY TCP4 192.0.2.1 192.0.2.2 50000 443\r\n',
      /^GET \/a\?b=1 HTTP\/1\.1\r\n/,
    ],
    [
      { proxied: proxied('2001:db8::1', '2001:db8::2'), protocol: 'HTTP/2' },
      'PROXY TCP6 2001:db8::1 2001:db8::2 50000 443\r\n',
      /^PRI \* HTTP\/2\.0\r\n/,
    ],
    [
      { proxied: proxied('192.0.2.1', '2001:db8::2'), scheme: 'https' },
      'PROXY UNKNOWN\r\n',
      // A handshake of TLS (RFC 8446, section 5.1).
      new RegExp(`^${String.fromCharCode(22, 3)}`),
    ],
    [{}, '', /^GET /],
  ];
  for (const [more, header, then] of cases) {
    let received = '';
    const server = createTcpServer((socket) => {
      socket
        .on('error', () => {})
        .on('data', (bytes) => {
          received += bytes.toString('latin1');
          if (then.test(received.slice(header.length))) socket.destroy();
        });
    });
    await listening(server as Server, (to) =>
      assert.rejects(
        new Replays(5000).send({ ...get, to, ...more }),
        failsWith('replay-failed', /./),
      ),
    );
    assert.equal(received.slice(0, header.length), header);
    assert.match(received.slice(header.length), then);
  }
  const refused = { address: '127.0.0.1', port: 1 };
  const ends = proxied('192.0.2.1', '192.0.2.2');
  const secured = { ...get, to: refused, scheme: 'https', proxied: ends } as const;
  await assert.rejects(new Replays().send(secured), failsWith('replay-failed', /ECONNREFUSED/));
});

test('an answer without an end is cut, and its beginning is told', async () => {
  const { response, cut } = await serving(
    (_, answer) => void answer.write('data: 1\n\n'),
    (to) => new Replays(300).send({ ...get, to }),
  );
  assert.equal(cut, true);
  assert.equal(Buffer.from(response.body ?? '', 'base64').toString(), 'data: 1\n\n');
});

test('a long answer is counted, and its beginning kept', async () => {
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  const { response, cut } = await serving(
    (_, answer) => {
      for (let at = 0; at < 6; at += 1) answer.write(megabyte);
      answer.end();
    },
    (to) => new Replays().send({ ...get, to }),
  );
  assert.equal(response.bodyBytes, 6 * megabyte.length);
  assert.equal(Buffer.from(response.body ?? '', 'base64').length, 4 * megabyte.length);
  assert.equal(cut, false);
});

test('whoever does not answer, or is not there, is named', async () => {
  await serving(
    () => {},
    async (to) => {
      const replays = new Replays(200);
      const silent = failsWith('replay-failed', /127\.0\.0\.1 port \d+ did not answer the GET/);
      const sent = Array.from({ length: 4 }, () => replays.send({ ...get, to }));
      await assert.rejects(replays.send({ ...get, to }), failsWith('replay-failed', /4 requests/));
      for (const each of sent) await assert.rejects(each, silent);
      await assert.rejects(replays.send({ ...get, to }), silent);
    },
  );
  const to = await serving(
    () => {},
    async (gone) => gone,
  );
  await assert.rejects(
    new Replays().send({ ...get, to }),
    failsWith('replay-failed', /ECONNREFUSED/),
  );
});

test('what would be another request is refused', async () => {
  const to = { address: '127.0.0.1', port: 9 };
  const bad: Partial<ReplayParams>[] = [
    { method: 'GET /x HTTP/1.1\r\nA:' },
    { method: 'CONNECT' },
    { target: '/a b' },
    { target: '' },
    { authority: 'a\r\nb: c' },
    { headers: [['a', 'b\r\nc: d']] },
    { headers: [['a b', 'c']] },
    { headers: Array.from({ length: 501 }, (): [string, string] => ['a', 'b']) },
    { headers: [['a', 'x'.repeat(300_000)]] },
    { to: { address: '127.0.0.1', port: 70_000 } },
    { to: { address: '', port: 0, kind: 'unix' } },
    { body: 'A'.repeat(12_000_000) },
    { proxied: proxied('192.0.2.1\r\n', '192.0.2.2') },
    { proxied: proxied('192.0.2.1', 'a.test') },
  ];
  for (const odd of bad) {
    await assert.rejects(
      new Replays().send({ ...get, to, ...odd }),
      failsWith('bad-setting', /cannot be sent/),
      JSON.stringify(odd).slice(0, 80),
    );
  }
});
