import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutLineInfo } from './btf-ext.ts';

function section(functions: string, lines: string, relocations: string): Buffer {
  const header = Buffer.alloc(32);
  header.writeUInt16LE(0xeb9f, 0);
  header.writeUInt8(1, 2);
  header.writeUInt32LE(32, 4);
  let offset = 0;
  for (const [index, part] of [functions, lines, relocations].entries()) {
    header.writeUInt32LE(offset, 8 + index * 8);
    header.writeUInt32LE(part.length, 12 + index * 8);
    offset += part.length;
  }
  return Buffer.concat([header, Buffer.from(functions + lines + relocations)]);
}

test('lines go, functions and relocations stay', () => {
  assert.deepEqual(
    withoutLineInfo(section('FUNC', 'LINELINE', 'CORE')),
    section('FUNC', '', 'CORE'),
  );
});

test('another section is an error', () => {
  assert.throws(() => withoutLineInfo(Buffer.alloc(32)), /no \.BTF\.ext/);
});
