import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { plainExchange } from '../testing/exchange.ts';
import { lackOf } from './lack.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const withRequest = (request: Partial<Exchange['request']>, more: Partial<Exchange> = {}) => {
  const plain = plainExchange({ more });
  return { ...plain, request: { ...plain.request, bodyBytes: 40, ...request } };
};

test('a body is cut where bytes are missing, not where replaced secrets made it shorter', () => {
  const replaced = base64('{"password":"[redacted]"}');
  const secrets = { body: replaced, content: { kind: 'json', secrets: 1 } } as const;
  assert.equal(lackOf(withRequest({ body: base64('cut') }), 'request', true), 'body-cut');
  assert.equal(lackOf(withRequest(secrets), 'request', true), '');
  assert.equal(lackOf(withRequest({ body: replaced }), 'request', true), '', 'of a file');
  const note = { kind: 'truncated', message: 'request', captured: 25, total: 40 } as const;
  const noted = { completeness: { state: 'truncated', notes: [note] } } as const;
  assert.equal(lackOf(withRequest(secrets, noted), 'request', true), 'body-cut');
  assert.equal(lackOf(withRequest({}), 'request', true), 'body-not-captured');
  assert.equal(lackOf(withRequest({ bodyBytes: 0 }), 'request', true), '');
});

test('a coded body is as whole as its decoding, where it is wanted without its codings', () => {
  const coded = (decoding: 'complete' | 'limit' | 'unsupported', more: object) =>
    withRequest({ content: { kind: 'text', codings: ['gzip'], decoding }, ...more });
  const whole = { body: base64('x'.repeat(40)) };
  assert.equal(lackOf(coded('limit', whole), 'request', true), 'body-cut');
  assert.equal(lackOf(coded('limit', whole), 'request', false), '');
  assert.equal(lackOf(coded('unsupported', whole), 'request', true), '');
  assert.equal(lackOf(coded('complete', { decodedBody: base64('x') }), 'request', false), '');
  assert.equal(lackOf(coded('limit', { decodedBody: base64('x') }), 'request', false), 'body-cut');
});
