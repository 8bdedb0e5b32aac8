import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentText, decodedText } from './text.ts';

const latin = (text: string) => Buffer.from(text, 'latin1');
const textOf = (bytes: Uint8Array, type: string, charset?: string) =>
  contentText(bytes, { type, charset, cut: false });

test('a text is read in its charset', () => {
  const japanese = Buffer.from([0x93, 0xfa, 0x96, 0x7b]);
  const declared = Buffer.from('<meta charset="shift_jis">');
  const cases: readonly [bytes: Uint8Array, type: string, text: string | undefined][] = [
    [latin('café'), 'text/plain; charset=ISO-8859-1', 'café'],
    [latin('caf\x80'), 'text/plain; charset="latin1"', 'caf€'],
    [latin('café'), "text/plain;charset='iso-8859-1'", 'café'],
    [japanese, 'text/html; charset=Shift_JIS, text/html', '日本'],
    [japanese, 'text/html; charset=utf-8', undefined],
    [Buffer.from('日本'), 'text/plain', '日本'],
    [latin('café'), 'text/plain', undefined],
    [latin('<p>café'), 'text/html', '<p>café'],
    [Buffer.concat([declared, japanese]), 'text/html', `${declared}日本`],
    [Buffer.from('abc'), 'text/plain; charset=x-odd', undefined],
  ];
  for (const [bytes, type, text] of cases) assert.equal(textOf(bytes, type), text, type);
  assert.equal(textOf(Buffer.from('日本'), 'text/html; charset=Shift_JIS', 'utf-8'), '日本');
});

test('a byte order mark decides, and is none of the text', () => {
  const wide = Buffer.from('\ufeffhä', 'utf16le');
  assert.equal(textOf(wide, 'text/plain'), 'hä');
  assert.equal(textOf(Buffer.from(wide).swap16(), 'text/html; charset=utf-8'), 'hä');
  assert.equal(textOf(Buffer.from('\ufeffhä'), 'text/plain; charset=latin1'), 'hä');
});

test('bytes are no text, whatever they are called; a cut character is no reason to doubt', () => {
  assert.equal(textOf(Uint8Array.of(0xff, 0, 1), 'text/html'), undefined);
  assert.equal(textOf(Uint8Array.of(1, 2, 3, 0x41), 'text/plain'), undefined);
  const half = Buffer.from('grö').subarray(0, 3);
  assert.equal(decodedText(half, { type: '', cut: true }), 'gr');
  assert.equal(decodedText(half, { type: '', cut: false }), undefined);
});
