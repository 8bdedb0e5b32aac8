import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode as encodeMessagePack } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import type { JsonNode } from './json-node.ts';
import { packedNode } from './packed-node.ts';

function text(node: JsonNode | undefined): string | undefined {
  if (!node || !('members' in node)) return node?.text;
  const [open, close] = node.kind === 'object' ? '{}' : '[]';
  const inner = node.members.map(
    ({ name, value }) => (name === null ? '' : `${name}:`) + text(value),
  );
  return `${open}${inner.join(',')}${close}`;
}

const hex = (bytes: string) => Uint8Array.from(Buffer.from(bytes.replaceAll(' ', ''), 'hex'));
const cbor = (bytes: Uint8Array) => text(packedNode('application/cbor', bytes));
const messagePack = (bytes: Uint8Array) => text(packedNode('application/msgpack', bytes));

test('CBOR and MessagePack are shown as the tree that they are', () => {
  const sent = { b: [1, -1.5, true, null, 'ü"'], a: { 'x y': new Uint8Array([1, 255]) }, c: [] };
  const shown = '{"b":[1,-1.5,true,null,"ü\\""],"a":{"x y":h\'01ff\'},"c":[]}';
  assert.equal(messagePack(encodeMessagePack(sent)), shown);
  // Keys in the order of their lengths.
  assert.equal(cbor(encodeCbor({ a: sent.a })), '{"a":{"x y":h\'01ff\'}}');
  assert.equal(
    text(packedNode('application/senml+cbor; a=b', encodeCbor([sent.b]))),
    '[[1,-1.5,true,null,"ü\\""]]',
  );
  assert.equal(text(packedNode('Application/X-MsgPack', encodeMessagePack(1))), '1');
});

test('numbers too long for a double, keys that are no texts, tags, unknown lengths, several items', () => {
  assert.equal(cbor(hex('1b ffffffffffffffff')), '18446744073709551615');
  assert.equal(messagePack(hex('cf ffffffffffffffff')), '18446744073709551615');
  assert.equal(cbor(hex('bf 01 d8 20 61 61 4101 f7 ff')), '{1:"a",h\'01\':undefined}');
  assert.equal(cbor(hex('d9d9f7 9f 01 fa7fc00000 ff')), '[1,NaN]');
  assert.equal(cbor(hex('01 02')), '[1,2]');
  assert.equal(messagePack(hex('01 81 07 c0')), '[1,{"7":null}]');
  assert.equal(
    messagePack(Uint8Array.of(0xc5, 4, 0, ...new Uint8Array(1024))),
    `h'${'00'.repeat(1000)}…'`,
  );
  assert.equal(messagePack(hex('d6 ff 00000001')), '"1970-01-01T00:00:01.000Z"');
});

test('what is broken, cut off, hostile or something else has no tree', () => {
  assert.equal(packedNode('application/json', hex('01')), undefined);
  assert.equal(packedNode('', hex('01')), undefined);
  for (const bytes of ['a1 61', '82 01', '9f 01', 'ff', '1c'])
    assert.equal(cbor(hex(bytes)), undefined);
  for (const bytes of [
    '81 a1',
    'c1',
    'dd ffffffff 01',
    'df ffffffff',
    '81 a9 5f5f70726f746f5f5f 01',
  ]) {
    assert.equal(messagePack(hex(bytes)), undefined);
  }
  // Each array announces as many items as there are bytes: together they would take a hundred gigabytes.
  const announcing = Buffer.alloc(500_000);
  for (let at = 0; at < announcing.length; at += 5) announcing.writeUInt8(0xdd, at);
  for (let at = 0; at < announcing.length; at += 5) announcing.writeUInt32BE(400_000, at + 1);
  const before = process.memoryUsage().rss;
  assert.equal(packedNode('application/msgpack', announcing), undefined);
  assert.ok(process.memoryUsage().rss - before < 200e6);
  const deep = new Uint8Array(100_000);
  assert.equal(packedNode('application/cbor', deep.fill(0x81)), undefined);
  assert.equal(packedNode('application/msgpack', deep.fill(0x91)), undefined);
  const shallow = new Uint8Array(3001).fill(0x91);
  shallow[3000] = 1;
  assert.match(messagePack(shallow) ?? '', /^\[{101}…\]{101}$/);
});
