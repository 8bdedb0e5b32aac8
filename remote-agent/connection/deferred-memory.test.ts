import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { clientAddress, type TestEnd, TestHost } from '../testing/host.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
/** As much as one read of the loader's output brings at most. */
const chunkBytes = 65_536;

/** Each record comes with others that nobody needs any more. */
class BusyHost extends TestHost {
  override record(bytes: Buffer): void {
    const chunk = Buffer.alloc(chunkBytes);
    bytes.copy(chunk);
    super.record(chunk.subarray(0, bytes.length));
  }
}

function pair(host: TestHost, port: number): { client: TestEnd; server: TestEnd } {
  const remote = { ...clientAddress, port };
  return { client: host.connected({ local: remote }), server: host.accepted({ remote }) };
}

function heldBytes(): number {
  // Memory of Buffers is given back after the first.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('a client that waits for its answer keeps its request, and not what came with it', () => {
  const host = new BusyHost();
  const pairs = Array.from({ length: 1000 }, (_, i) => pair(host, 10_000 + i));
  const before = heldBytes();
  for (const { client } of pairs) client.send(get);
  host.wait(1100);
  assert.ok(heldBytes() - before < 4_000_000);
  // And it is there when it is needed.
  for (const { server } of pairs) server.receive(get);
  for (const { client } of pairs) client.close();
  for (const { server } of pairs) server.close();
  host.wait(1000);
  assert.equal(host.exchanges.length, 1000);
  for (const { peer } of host.exchanges) assert.equal(peer.process?.name, 'curl');
  assert.equal(host.trace.heldBytes, 0);
});

test('what clients have read before their servers are heard of counts as held memory', () => {
  const limit = 2_000_000;
  const host = new TestHost({ memoryLimit: limit });
  const before = heldBytes();
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n';
  const pairs = Array.from({ length: 200 }, (_, i) => pair(host, 10_000 + i));
  for (const { client } of pairs) {
    client.send(get);
    client.receive(head);
    client.receive('y'.repeat(60_000));
  }
  assert.ok(host.trace.heldBytes > limit / 2 && host.trace.heldBytes <= limit);
  assert.ok(heldBytes() - before < 1.5 * limit + 4_000_000);
  host.finish();
  assert.equal(host.trace.heldBytes, 0);
});
