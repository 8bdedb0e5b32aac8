import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hexLines } from './hex.ts';

test('lines look like hexdump -C', () => {
  const bytes = Uint8Array.from({ length: 18 }, (_, index) => 0x40 + index);
  assert.equal(
    hexLines(bytes),
    [
      '00000000  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO',
      '00000010  50 51                                             PQ',
    ].join('\n'),
  );
  assert.equal(hexLines(Uint8Array.of(0, 0x7f, 0xff)).slice(-3), '...');
});
