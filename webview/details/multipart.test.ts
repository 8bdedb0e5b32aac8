import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formBoundary, formParts } from './multipart.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('a form has a boundary, other contents of several parts have none', () => {
  assert.equal(formBoundary('multipart/form-data; boundary=X'), 'X');
  assert.equal(formBoundary('Multipart/Form-Data; charset=utf-8; Boundary="a b"'), 'a b');
  assert.equal(formBoundary('multipart/mixed; boundary=X'), undefined);
  assert.equal(formBoundary('multipart/form-data'), undefined);
});

test('parts have names, file names, types and contents', () => {
  const body = Buffer.concat([
    Buffer.from(
      'before\r\n--(X.1)\r\nContent-Disposition: form-data; name="größe"\r\n\r\n--(X\r\n',
    ),
    Buffer.from('\r\n--(X.1)  \r\ncontent-type: image/png\r\n'),
    Buffer.from('Content-Disposition: form-data; filename="a%22b\\".png"; name=file\r\n\r\n'),
    Buffer.from([0x89, 0, 0x80, 0xff, 0x0d, 0x0a]),
    Buffer.from('\r\n--(X.1)\r\nContent-Disposition: form-data; name="none"\r\n\r\n'),
    Buffer.from('\r\n--(X.1)--\r\nafter\r\n--(X.1)\r\n\r\nnot a part'),
  ]);
  const parts = formParts(body, '(X.1)');
  assert.deepEqual(
    parts.map(({ bytes: _, ...part }) => part),
    [
      { name: 'größe', type: '', cut: false },
      { name: 'file', fileName: 'a"b".png', type: 'image/png', cut: false },
      { name: 'none', type: '', cut: false },
    ],
  );
  assert.equal(text(parts[0]?.bytes ?? new Uint8Array()), '--(X\r\n');
  assert.deepEqual([...(parts[1]?.bytes ?? [])], [0x89, 0, 0x80, 0xff, 0x0d, 0x0a]);
  assert.equal(parts[2]?.bytes.length, 0);
});

test('a form that is cut short has what there is', () => {
  const whole = '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue\r\n--X--';
  for (let length = 0; length < whole.length; length += 1) {
    const parts = formParts(Buffer.from(whole.slice(0, length)), 'X');
    assert.ok(parts.length <= 1);
    for (const { name, bytes, cut } of parts) {
      assert.ok(cut);
      assert.ok(['', 'a'].includes(name), name);
      assert.ok('value\r\n--X-'.startsWith(text(bytes)), text(bytes));
    }
  }
  assert.deepEqual(formParts(Buffer.from('nothing'), 'X'), []);
});
