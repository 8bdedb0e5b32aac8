import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootNs, TestHost } from '../testing/host.ts';

const request = 'GET /hello?x=1 HTTP/1.1\r\nHost: example.com\r\n\r\n';
const response = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nworld';

test('an exchange at the server of a remote client', () => {
  const host = new TestHost();
  const end = host.accepted();
  end.receive(request);
  end.send(response);
  host.wait(50);
  assert.deepEqual(host.exchanges, [
    {
      id: '1.0',
      connection: '1',
      side: 'server',
      protocol: 'HTTP/1.1',
      scheme: 'http',
      process: { pid: 100, name: 'nginx', command: '' },
      peer: {},
      local: { address: '10.0.0.1', port: 80 },
      remote: { address: '10.0.0.2', port: 40_000 },
      request: {
        method: 'GET',
        target: '/hello?x=1',
        authority: 'example.com',
        headers: [['Host', 'example.com']],
        bodyBytes: 0,
      },
      response: {
        status: 200,
        reason: 'OK',
        headers: [['Content-Length', '5']],
        bodyBytes: 5,
        body: Buffer.from('world').toString('base64'),
        content: { kind: 'text' },
      },
      timing: {
        startMs: 1_700_000_000_000.002,
        requestEndMs: 1_700_000_000_000.002,
        responseStartMs: 1_700_000_000_000.003,
        endMs: 1_700_000_000_000.003,
      },
      completeness: { state: 'complete', notes: [] },
    },
  ]);
  assert.ok(host.nowNs > bootNs);
});

test('both ends on the host: told once, by the server, with both processes', () => {
  const host = new TestHost();
  const client = host.connected();
  const server = host.accepted();
  client.send(request);
  server.receive(request);
  server.send(response);
  client.receive(response);
  host.wait(100);
  assert.equal(host.exchanges.length, 1);
  assert.equal(host.exchanges[0]?.side, 'server');
  assert.equal(host.exchanges[0]?.process.name, 'nginx');
  assert.equal(host.exchanges[0]?.peer.process?.name, 'curl');
  assert.equal(host.finish().length, 1);
});

test('what is told of a trace context lacks the secrets that its fields lack', () => {
  const host = new TestHost({ redact: true });
  const end = host.accepted();
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
  end.receive(`GET / HTTP/1.1\r\nTracestate: v=${token}\r\nX-Request-Id: 7\r\n\r\n`);
  end.send(response);
  host.wait(50);
  assert.deepEqual(host.exchanges[0]?.trace, { state: 'v=[redacted]', requestId: '7' });
});

test('authorities, reasons and the names of gRPC methods are told without secrets', () => {
  const host = new TestHost({ redact: true, secretPatterns: ['/acme-\\d+/'] });
  const end = host.accepted();
  end.receive('CONNECT u:SECRET@db:443 HTTP/1.1\r\nHost: u:SECRET@db\r\n\r\n');
  end.send('HTTP/1.1 407 not acme-1\r\nContent-Length: 0\r\n\r\n');
  const call = 'Host: acme-2\r\nContent-Type: application/grpc-web\r\nContent-Length: 7\r\n\r\n';
  end.receive(`POST /a.B/C?token=SECRET HTTP/1.1\r\n${call}\0\0\0\0\x02\x08\x01`);
  end.send(response);
  host.wait(50);
  const [connect, called] = host.exchanges;
  const { target, authority, headers } = connect?.request ?? assert.fail();
  assert.deepEqual([target, authority], ['[redacted]@db:443', '[redacted]@db:443']);
  assert.deepEqual(headers, [['Host', '[redacted]@db']]);
  assert.equal(connect?.response?.reason, 'not [redacted]');
  assert.equal(called?.request.authority, '[redacted]');
  const { service, method } = called?.grpc ?? assert.fail();
  assert.deepEqual([service, method], ['a.B', 'C']);
  assert.ok(!JSON.stringify(host.exchanges).includes('SECRET'));
});

test('answers with the same head each have their own content, whether it came before or not', () => {
  const host = new TestHost({ redact: true, captureLimit: 40 });
  const end = host.accepted();
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n';
  const long = 'x'.repeat(60);
  const contents = [
    'up',
    'up',
    'down',
    'up',
    'password=secret1',
    'password=secret2',
    long,
    long,
    '',
    'up',
  ];
  for (const content of contents) {
    end.receive(request);
    const chunk = content === '' ? '' : `${content.length.toString(16)}\r\n${content}\r\n`;
    end.send(`${head}${chunk}0\r\n\r\n`);
  }
  end.receive(request);
  end.send(`${head}2\r\nup\r\n0\r\nChecked: yes\r\n\r\n`);
  end.receive(request);
  end.send(`${head}4\r\nup`);
  end.close();
  host.wait(100);
  const told = host.exchanges.map(({ response, completeness: { state } }) => ({
    body: Buffer.from(response?.body ?? '', 'base64').toString(),
    bytes: response?.bodyBytes,
    trailers: response?.trailers?.length ?? 0,
    state,
  }));
  const whole = { trailers: 0, state: 'complete' };
  assert.deepEqual(told, [
    { body: 'up', bytes: 2, ...whole },
    { body: 'up', bytes: 2, ...whole },
    { body: 'down', bytes: 4, ...whole },
    { body: 'up', bytes: 2, ...whole },
    { body: 'password=[redacted]', bytes: 16, ...whole },
    { body: 'password=[redacted]', bytes: 16, ...whole },
    { body: 'x'.repeat(40), bytes: 60, trailers: 0, state: 'truncated' },
    { body: 'x'.repeat(40), bytes: 60, trailers: 0, state: 'truncated' },
    { body: '', bytes: 0, ...whole },
    { body: 'up', bytes: 2, ...whole },
    { body: 'up', bytes: 2, trailers: 1, state: 'complete' },
    { body: 'up', bytes: 2, trailers: 0, state: 'gap' },
  ]);
});
