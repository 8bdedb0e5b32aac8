import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBody, textOf } from '../exchange/decode-body.ts';
import { addressOf, urlOf } from '../exchange/traits.ts';
import { latestMs } from '../session/shape.ts';
import { harEntry } from './entry.ts';
import { importExchanges } from './import.ts';

/** The exchange that an entry of a browser is read as. */
function read(told: { request?: object; response?: object; more?: object } = {}) {
  const entry = {
    ...{ startedDateTime: '2026-01-02T03:04:05.000Z', time: 30 },
    request: { method: 'POST', url: 'http://a.test/x', headers: [], ...told.request },
    response: { status: 200, headers: [], content: {}, bodySize: -1, ...told.response },
    ...{ timings: { send: 1, wait: 20, receive: 9 }, ...told.more },
  };
  const file = JSON.stringify({ log: { version: '1.2', entries: [entry] } });
  return importExchanges(Buffer.from(file))[0]?.exchange ?? assert.fail();
}

const typed = (type: string) => [{ name: 'Content-Type', value: type }];
const started = Date.UTC(2026, 0, 2, 3, 4, 5);

test('a text is the text that the file has, whatever charset it was sent in', () => {
  for (const [charset, text, bytes] of [
    ['ISO-8859-1', 'café', Buffer.from('café', 'latin1')],
    ['utf-16le', '日本', Buffer.from('日本', 'utf16le')],
    ['Shift_JIS', '日本語', undefined],
    ['x-odd', 'café', undefined],
    ['windows-1252', '5 €', undefined],
    ['utf-8', 'café', Buffer.from('café')],
  ] as const) {
    const type = `text/html; charset=${charset}`;
    const content = { size: 4, mimeType: type, text };
    const { response } = read({ response: { headers: typed(type), content } });
    const body = response && decodeBody(response);
    assert.ok(response && body);
    assert.equal(textOf(response, body), text, charset);
    if (bytes) assert.deepEqual(body, bytes, charset);
  }
});

test('a form of which only the parameters are there has a body', () => {
  const posted = (mimeType: string, params: unknown) => {
    const { request } = read({ request: { bodySize: 500, postData: { mimeType, params } } });
    assert.equal(request.bodyBytes, decodeBody(request)?.length ?? 500);
    return decodeBody(request)?.toString();
  };
  const pairs = [{ name: 'a', value: '1 é' }, 5, { name: 'b&' }];
  assert.equal(posted('application/x-www-form-urlencoded', pairs), 'a=1+%C3%A9&b%26=');
  const file = { name: 'f"', fileName: 'a.txt', contentType: 'text/plain', value: 'hi' };
  assert.equal(
    posted('multipart/form-data; boundary=xY', [{ name: 'a', value: '1' }, file]),
    [
      ...['--xY', 'Content-Disposition: form-data; name="a"', '', '1', '--xY'],
      'Content-Disposition: form-data; name="f%22"; filename="a.txt"',
      ...['Content-Type: text/plain', '', 'hi', '--xY--', ''],
    ].join('\r\n'),
  );
  assert.equal(posted('application/x-www-form-urlencoded', 'odd'), undefined);
});

test('versions and addresses are what browsers call them', () => {
  for (const [version, protocol] of [
    ['h3', 'HTTP/3'],
    ['h3-29', 'HTTP/3'],
    ['http/2+quic/46', 'HTTP/3'],
    ['http/2.0', 'HTTP/2'],
    ['HTTP/1.0', 'HTTP/1.0'],
    ['http/1.1', 'HTTP/1.1'],
  ] as const) {
    assert.equal(read({ request: { httpVersion: version } }).protocol, protocol);
  }
  for (const serverIPAddress of ['[2001:db8::1]', '2001:db8::1']) {
    assert.equal(addressOf(read({ more: { serverIPAddress } }).remote), '[2001:db8::1]:80');
  }
});

test('a WebSocket is one, with its messages', () => {
  const close = Buffer.from([0x03, 0xe8, ...Buffer.from('bye')]).toString('base64');
  const messages = [
    { type: 'send', time: started / 1000 + 0.5, opcode: 1, data: 'grün' },
    { type: 'receive', time: started / 1000 + 1, opcode: 2, data: 'AAH/' },
    { type: 'receive', time: 1e300, opcode: 8, data: close },
    ...[{ type: 'error', time: 1, opcode: -1, data: 'gone' }, 5, { type: 'send', opcode: 77 }],
  ];
  const exchange = read({
    request: { method: 'GET', url: 'wss://a.test/live' },
    response: { status: 101 },
    more: { _resourceType: 'websocket', _webSocketMessages: messages },
  });
  assert.equal(urlOf(exchange), 'https://a.test/live');
  assert.equal(exchange.remote.port, 443);
  const { startMs } = exchange.timing;
  assert.deepEqual(exchange.messages, {
    ...{ protocol: 'websocket', fromClient: 1, fromServer: 2 },
    items: [
      { timeMs: started + 500, from: 'client', kind: 'text', size: 5, text: 'grün' },
      { timeMs: started + 1000, from: 'server', kind: 'binary', size: 3, data: 'AAH/' },
      { timeMs: startMs, from: 'server', kind: 'close', size: 5, closeCode: 1000, text: 'bye' },
    ],
  });
  assert.equal(read({ more: { _webSocketMessages: 'odd' } }).messages, undefined);
});

test('what a browser waits before it sends is before the exchange; its total is kept', () => {
  const timings = { blocked: 400, dns: 50, connect: 50, ssl: 20, send: 1, wait: 20, receive: 9 };
  assert.deepEqual(read({ more: { time: 530, timings } }).timing, {
    ...{ startMs: started + 500, requestEndMs: started + 501, responseStartMs: started + 521 },
    ...{ endMs: started + 530, connectMs: 50 },
  });
  assert.deepEqual(read({ more: { time: 530, timings: undefined } }).timing, {
    ...{ startMs: started, requestEndMs: started, responseStartMs: null },
    endMs: started + 530,
  });
  assert.equal(harEntry(read({ more: { time: 530, timings: undefined } }), decodeBody).time, 530);
  const none = { blocked: -1, dns: -1, connect: -1, send: 1, wait: 20, receive: 9 };
  assert.equal(read({ more: { timings: none } }).timing.startMs, started);
  const odd = { time: 1e300, timings: { blocked: 1e300, wait: 8e15, receive: 'x' } };
  assert.ok((read({ more: odd }).timing.endMs ?? Number.NaN) < latestMs);
});
