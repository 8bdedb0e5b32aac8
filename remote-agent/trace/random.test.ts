import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventFlag } from '../capture/events.ts';
import { type TestEnd, TestHost } from '../testing/host.ts';
import { generator, oneOf, type Random } from '../testing/random.ts';

const requests = [
  'GET /a HTTP/1.1\r\nHost: a\r\n\r\n',
  'POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789',
  'PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n',
  'HEAD /d HTTP/1.0\r\n\r\n',
  'CONNECT e:1 HTTP/1.1\r\nHost: e:1\r\n\r\n',
];
const responses = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x\r\n world\r\n0\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n',
  'HTTP/1.0 200 OK\r\n\r\nuntil the end',
  'HTTP/1.1 101 Switching Protocols\r\n\r\n',
];

/** Mostly right, sometimes with a byte changed, sometimes nothing that makes sense. */
function damaged(random: Random, text: string): Buffer {
  const bytes = Buffer.from(text);
  const fate = random(10);
  if (fate === 0) bytes[random(bytes.length)] = random(256);
  if (fate === 1) return Buffer.from(Array.from({ length: random(50) }, () => random(256)));
  return fate === 2 ? bytes.subarray(0, random(bytes.length)) : bytes;
}

function act(random: Random, end: TestEnd, client: boolean): void {
  const sends = random(2) === 0;
  const bytes = damaged(random, oneOf(random, sends === client ? requests : responses));
  const fate = random(12);
  if (fate === 0) end.lose(sends ? 'sent' : 'received', 1 + random(100));
  else {
    const moved = fate === 1 ? bytes.length + random(1000) : undefined;
    const flags = fate === 2 ? eventFlag.FLAG_UNREADABLE : 0;
    if (sends) end.send(bytes, moved, flags);
    else end.receive(bytes, moved, flags);
  }
}

test('whatever happens, nothing crashes, nothing is told twice, and no memory is kept', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = generator(seed);
    const host = new TestHost({ memoryLimit: 20_000, connectionLimit: 6, captureLimit: 8 });
    for (let round = 0; round < 4; round++) {
      const flags = random(3) === 0 ? eventFlag.FLAG_JOINED : undefined;
      const joined = flags === undefined ? {} : { flags };
      const ends = [host.connected(joined), host.accepted(joined)];
      for (let step = 0; step < 30; step++) {
        const index = random(2);
        const end = ends[index];
        if (end) act(random, end, index === 0);
        if (random(6) === 0) host.wait(random(400));
      }
      if (random(2) === 0) for (const end of ends) end.close(random(2) * 104);
    }
    host.finish();
    assert.equal(host.trace.heldBytes, 0, `seed ${seed}`);
    const ended = host.exchanges.filter(({ completeness }) => completeness.state !== 'pending');
    assert.equal(new Set(ended.map(({ id }) => id)).size, ended.length, `seed ${seed}`);
    const pending = host.exchanges.filter(({ completeness }) => completeness.state === 'pending');
    const endedIds = new Set(ended.map(({ id }) => id));
    assert.ok(
      pending.every(({ id }) => endedIds.has(id)),
      `seed ${seed}`,
    );
    for (const { request, response } of host.exchanges) {
      assert.ok(Number.isSafeInteger(request.bodyBytes));
      assert.ok(response === null || (response.status >= 100 && response.status < 1000));
    }
  }
});

test('a client that asks a thousand times without an answer', () => {
  const host = new TestHost({ memoryLimit: 2_000_000 });
  const end = host.accepted();
  for (let i = 0; i < 20; i++) end.receive('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(500));
  assert.ok(host.trace.heldBytes <= 2_000_000);
  host.wait(100);
  assert.ok(host.exchanges.length >= 9000);
  assert.equal(host.finish().length, 10_000);
  assert.equal(host.trace.heldBytes, 0);
});
