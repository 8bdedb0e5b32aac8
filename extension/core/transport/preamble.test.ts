import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announced, PreambleFilter } from './preamble.ts';

async function filtered(chunks: readonly Buffer[], nonce: string): Promise<[string, string]> {
  const filter = new PreambleFilter(nonce);
  for (const chunk of chunks) filter.write(chunk);
  filter.end();
  const out: Buffer[] = [];
  for await (const chunk of filter) out.push(chunk as Buffer);
  return [Buffer.concat(out).toString(), filter.preamble];
}

test('what comes before the mark is held back, however it is cut', async () => {
  const { nonce } = announced('');
  const bytes = Buffer.from(`Welcome\u001b[1m!\n${nonce} is not it\n\n${nonce}\nout\n${nonce}\n`);
  for (const size of [1, 2, 5, 17, bytes.length]) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    const [out, preamble] = await filtered(chunks, nonce);
    assert.equal(out, `out\n${nonce}\n`, `pieces of ${size}`);
    assert.equal(preamble, `Welcome! ${nonce} is not it`);
  }
});

test('without the mark nothing comes through, and little is kept', async () => {
  const [out, preamble] = await filtered([Buffer.from('x'.repeat(5 << 20))], 'nonce');
  assert.equal(out, '');
  assert.ok(preamble.length < 500);
});

test('each script has a mark of its own', () => {
  assert.notEqual(announced('').nonce, announced('').nonce);
});
