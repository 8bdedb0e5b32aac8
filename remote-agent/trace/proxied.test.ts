import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../protocol/exchange.ts';
import { TestHost } from '../testing/host.ts';
import { proxyBinary } from '../testing/proxy-headers.ts';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const line = Buffer.from('PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n');
const binary = proxyBinary(
  0x21,
  0x11,
  Buffer.from('c0000201c0000202dc0401bb0400050102030405', 'hex'),
);
const local = proxyBinary(0x20, 0, Buffer.alloc(0));
const proxied = {
  source: { address: '192.0.2.1', port: 56_324 },
  destination: { address: '192.0.2.2', port: 443 },
};
const headers = [
  [line, proxied],
  [binary, proxied],
  [local, undefined],
  [Buffer.from('PROXY UNKNOWN\r\n'), undefined],
] as const;

const clientPreface = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from('000000040000000000', 'hex'),
  // HEADERS, END_STREAM and END_HEADERS: GET / of http://a.
  Buffer.from('00000601050000000182868441016100'.slice(0, 30), 'hex'),
]);
const serverPreface = Buffer.concat([
  Buffer.from('000000040000000000', 'hex'),
  Buffer.from('00000101050000000188', 'hex'),
]);

function brief({ side, protocol, request, response, completeness }: Exchange): string {
  return `${side} ${protocol} ${request.target} ${response?.status} ${completeness.state}`;
}

/** Each header before a request, as `ends` see it, cut after each of its bytes. */
function eachCut(ends: 'server' | 'client' | 'both'): void {
  const last = Buffer.from(get('/last'));
  for (const [header, expected] of headers) {
    const asked = Buffer.concat([header, Buffer.from(get('/first'))]);
    for (let cut = 0; cut <= header.length + 6; cut++) {
      const host = new TestHost();
      const client = ends === 'server' ? null : host.connected();
      const server = ends === 'client' ? null : host.accepted();
      for (const part of [asked.subarray(0, cut), asked.subarray(cut)]) {
        if (part.length === 0) continue;
        client?.send(part);
        server?.receive(part);
      }
      for (const more of [ok('1'), last, ok('2')]) {
        if (more === last) {
          client?.send(more);
          server?.receive(more);
        } else {
          server?.send(more);
          client?.receive(more);
        }
      }
      host.wait(200);
      const side = ends === 'client' ? 'client' : 'server';
      assert.deepEqual(
        host.finish().map(brief),
        ['/first', '/last'].map((target) => `${side} HTTP/1.1 ${target} 200 complete`),
        `cut at ${cut}`,
      );
      for (const exchange of host.exchanges) assert.deepEqual(exchange.proxied, expected);
    }
  }
}

for (const ends of ['server', 'client', 'both'] as const) {
  test(`a header before the first request, in any pieces: ${ends}`, () => eachCut(ends));
}

test('byte by byte', () => {
  for (const [header, expected] of headers) {
    const host = new TestHost();
    const server = host.accepted();
    for (const byte of Buffer.concat([header, Buffer.from(get('/'))])) {
      server.receive(Buffer.from([byte]));
    }
    server.send(ok('x'));
    assert.deepEqual(host.finish().map(brief), ['server HTTP/1.1 / 200 complete']);
    assert.deepEqual(host.exchanges[0]?.proxied, expected);
  }
});

test('HTTP/2 with prior knowledge behind it', () => {
  for (const [header, expected] of headers) {
    for (let cut = 0; cut <= header.length; cut++) {
      const host = new TestHost();
      const server = host.accepted();
      if (cut > 0) server.receive(header.subarray(0, cut));
      server.receive(Buffer.concat([header.subarray(cut), clientPreface]));
      server.send(serverPreface);
      assert.deepEqual(host.finish().map(brief), ['server HTTP/2 / 200 complete']);
      assert.deepEqual(host.exchanges[0]?.proxied, expected);
    }
  }
});

test('the answer is told before what was sent', () => {
  const host = new TestHost();
  const client = host.connected();
  client.receive(ok('x'));
  client.send(Buffer.concat([binary, Buffer.from(get('/'))]));
  host.wait(200);
  assert.deepEqual(host.finish().map(brief), ['client HTTP/1.1 / 200 complete']);
});

test('TLVs that are long, and not seen', () => {
  const long = proxyBinary(0x21, 0, Buffer.alloc(40_000, 4));
  for (const seen of [16, 17, 1000, 39_999]) {
    const host = new TestHost();
    const server = host.accepted();
    // The limit leaves the others out; or no probe sees them.
    server.receive(long.subarray(0, seen), 40_000);
    server.lose('received', 16);
    // A trace that did not know where messages begin would not read this one.
    server.receive('G');
    server.receive(get('/').slice(1));
    server.send(ok('x'));
    host.wait(200);
    assert.deepEqual(host.finish().map(brief), ['server HTTP/1.1 / 200 complete']);
  }
});

test('what is missing of a header, or with it', () => {
  const host = new TestHost();
  const server = host.accepted();
  server.receive(line.subarray(0, 20));
  server.lose('received', line.length - 20);
  server.receive(get('/lost'));
  server.send(ok('x'));
  server.receive(get('/'));
  server.send(ok('x'));
  host.wait(200);
  const [first, second] = host.finish();
  assert.deepEqual([first?.request.target, second?.request.target], ['/lost', '/']);
  assert.equal(first?.proxied, undefined);
});

test('a broken header: nothing of the connection is told', () => {
  const broken = [
    Buffer.from('PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n'),
    Buffer.from(`PROXY UNKNOWN ${'f'.repeat(100)}\r\n`),
    proxyBinary(0x21, 0x11, Buffer.alloc(11)),
    proxyBinary(0x31, 0x11, Buffer.alloc(12)),
  ];
  for (const header of broken) {
    for (const cut of [1, 12, header.length]) {
      const host = new TestHost();
      const server = host.accepted();
      server.receive(header.subarray(0, cut));
      server.receive(Buffer.concat([header.subarray(cut), Buffer.from(get('/a'))]));
      server.receive(get('/b'));
      server.send(ok('x'));
      server.receive(get('/c'));
      host.wait(200);
      server.close();
      assert.deepEqual(host.finish().map(brief), []);
    }
  }
});

test('a broken header whose answer is told before it: nothing of what was sent is read', () => {
  const host = new TestHost();
  const client = host.connected();
  client.receive(ok('x'));
  host.wait(100);
  client.send('PROXY TCP4 192.0.2.1\r\n');
  client.send(get('/a'));
  host.wait(100);
  client.close();
  assert.deepEqual(
    host.finish().map(({ completeness }) => completeness.state),
    ['request-missing'],
  );
});

test('a request begins with its own first byte', () => {
  const begin = (first: Buffer | string, second: Buffer | string) => {
    const host = new TestHost();
    const server = host.accepted();
    server.receive(first);
    host.wait(100);
    server.receive(second);
    server.send(ok('x'));
    const { startMs, requestEndMs } = host.finish()[0]?.timing ?? assert.fail();
    return Math.round(requestEndMs - startMs);
  };
  assert.equal(begin('PRO', 'PFIND / HTTP/1.1\r\nHost: a\r\n\r\n'), 100);
  for (const cut of [3, 30, line.length]) {
    const rest = Buffer.concat([line.subarray(cut), Buffer.from(get('/'))]);
    assert.equal(begin(line.subarray(0, cut), rest), 0);
  }
});

test('a second header is none, and what a server sends is none', () => {
  const twice = new TestHost();
  const server = twice.accepted();
  server.receive(Buffer.concat([line, binary, Buffer.from(get('/'))]));
  server.close();
  assert.deepEqual(twice.finish().map(brief), []);
  const both = new TestHost();
  const end = both.accepted();
  end.receive(Buffer.concat([line, Buffer.from(get('/'))]));
  end.send(Buffer.concat([line, Buffer.from(ok('x'))]));
  end.close();
  assert.deepEqual(
    both.finish().map(({ request, response }) => [request.target, response]),
    [['/', null]],
  );
});

test('what only begins like a header', () => {
  for (const method of ['PROPFIND', 'PROPPATCH', 'PATCH', 'PRI', 'PROXY']) {
    for (let cut = 1; cut < method.length + 2; cut++) {
      const host = new TestHost();
      const server = host.accepted();
      const request = `${method} /x HTTP/1.1\r\nHost: a\r\n\r\n`;
      server.receive(request.slice(0, cut));
      server.receive(request.slice(cut));
      server.send(ok('x'));
      const [exchange] = host.finish();
      assert.deepEqual([exchange?.request.method, exchange?.response?.status], [method, 200]);
    }
  }
});

test('empty lines before the first request, in any pieces, and after a header', () => {
  for (const lines of ['\r\n', '\n', '\r\n\r\n', '\r\n'.repeat(5)]) {
    for (const before of ['', line.toString()]) {
      const asked = `${before}${lines}${get('/')}`;
      for (let cut = 0; cut <= before.length + lines.length; cut++) {
        const host = new TestHost();
        const server = host.accepted();
        if (cut > 0) server.receive(asked.slice(0, cut));
        server.receive(asked.slice(cut));
        server.send(ok('x'));
        assert.deepEqual(
          host.finish().map(({ completeness, request }) => [request.target, completeness]),
          [['/', { state: 'complete', notes: [] }]],
        );
      }
    }
  }
});
