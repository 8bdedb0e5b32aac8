import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReplayParams } from '../../../remote-agent/protocol/replay.ts';
import { plainExchange } from '../testing/exchange.ts';
import { DocumentError, parseDocument, requestDocument } from './document.ts';
import { repeatable, replacedIn, withHeaders } from './request.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

const params: ReplayParams = {
  protocol: 'HTTP/1.1',
  scheme: 'http',
  to: { address: '10.0.2.15', port: 8080 },
  method: 'POST',
  target: '/orders?x=1',
  authority: 'shop.test',
  headers: [
    ['Host', 'shop.test'],
    ['X-A', 'one: two'],
    ['x-a', ''],
  ],
  body: base64('{\n  "ä": 1\n}\n'),
};

const proxied = {
  source: { address: '2001:db8::1', port: 50_000 },
  destination: { address: '192.0.2.2', port: 443 },
};

test('a document says what a request says', () => {
  const others: Partial<ReplayParams>[] = [
    {},
    { body: base64('a\r\nb') },
    { body: base64('x'.repeat(1000).concat('\0')) },
    { protocol: 'HTTP/2', scheme: 'https' },
    { to: { address: '2001:db8::7', port: 443 } },
    { to: { address: '/run/app.sock', port: 0, kind: 'unix' } },
    { to: { address: '@app', port: 0, kind: 'unix' } },
    { target: '/a b  c?d e' },
    { target: '/a HTTP/1.1' },
    { target: '*' },
    { proxied },
  ];
  for (const other of others) {
    const wanted = { ...params, ...other };
    assert.deepEqual(parseDocument(requestDocument(wanted, ['A hint.'])), wanted);
  }
  const { body: _, ...bodiless } = params;
  assert.deepEqual(parseDocument(requestDocument(bodiless)), bodiless);
});

test('what somebody types is a request too', () => {
  assert.deepEqual(parseDocument('GET https://api.test/v1?a=b\nAccept: */*'), {
    ...{ protocol: 'HTTP/1.1', scheme: 'https', method: 'GET', target: '/v1?a=b' },
    ...{ authority: 'api.test', to: { address: 'api.test', port: 443 } },
    headers: [['Accept', '*/*']],
  });
  assert.equal(parseDocument('GET  /a b \nHost: c').target, '/a b');
  assert.equal(parseDocument('GET /a  HTTP/1.1 \nHost: c').target, '/a');
  const { to, target } = parseDocument('\n# any words\nGET /a HTTP/1.1\r\nHost: b:81\r\n\r\n');
  assert.deepEqual([to, target], [{ address: 'b', port: 81 }, '/a']);
  for (const [text, why] of [
    ['', /no request line/],
    ['GET', /no request line/],
    ['GET HTTP/1.1', /no request line/],
    ['GET / HTTP/1.1\nHost: a\nno field\n', /Line 3/],
    ['GET / HTTP/1.1\n', /no address/],
    ['# proxied: 192.0.2.1:1\nGET / HTTP/1.1\nHost: a\n', /two addresses/],
    ['# body: base64\nGET / HTTP/1.1\nHost: a\n\n??', /no Base64/],
  ] as const) {
    assert.throws(
      () => parseDocument(text),
      (error) => error instanceof DocumentError && why.test(error.message),
    );
  }
});

test('what was replaced is told, and can be left out or given', () => {
  const secret: ReplayParams = {
    ...params,
    target: '/a?token=[redacted]',
    headers: [
      ['Authorization', 'Bearer [redacted]'],
      ['Cookie', 'a=[redacted]'],
      ['X-A', 'b'],
    ],
    body: base64('{"password":"[redacted]"}'),
  };
  assert.deepEqual(replacedIn(secret), {
    headers: ['Authorization', 'Cookie'],
    ...{ target: true, body: true },
  });
  assert.deepEqual(replacedIn(params), { headers: [], target: false, body: false });
  const given = withHeaders(
    secret,
    new Map([
      ['Authorization', 'Bearer x'],
      ['Cookie', null],
    ]),
  );
  assert.deepEqual(given.headers, [
    ['Authorization', 'Bearer x'],
    ['X-A', 'b'],
  ]);
});

test('a request goes where it went; what is missing of it is told', () => {
  const plain = plainExchange({ id: 'e1' });
  const made = repeatable(plain) ?? assert.fail('no request');
  assert.equal(made.lacks, '');
  assert.deepEqual(made.params.to, plain.side === 'server' ? plain.local : plain.remote);
  const client = repeatable({
    ...plain,
    side: 'client',
    remote: { address: '10.9.9.9', port: 81 },
  });
  assert.deepEqual(client?.params.to, { address: '10.9.9.9', port: 81 });
  assert.deepEqual(repeatable({ ...plain, proxied })?.params.proxied, proxied);
  const withBody = (more: object) =>
    repeatable({ ...plain, request: { ...plain.request, bodyBytes: 10, ...more } });
  assert.equal(withBody({})?.lacks, 'body-not-captured');
  assert.equal(withBody({ body: base64('12345') })?.lacks, 'body-cut');
  assert.equal(withBody({ body: base64('1234567890') })?.lacks, '');
  assert.equal(withBody({ bodyBytes: 1e9, body: base64('1') })?.lacks, 'body-too-long');
  const coded = withBody({
    decodedBody: base64('{"password":"[redacted]"}'),
    headers: [
      ['Content-Encoding', 'gzip'],
      ['X-A', 'b'],
    ],
  });
  assert.deepEqual(coded?.params.headers, [['X-A', 'b']]);
  assert.equal(repeatable({ ...plain, request: { ...plain.request, method: '' } }), undefined);
});
