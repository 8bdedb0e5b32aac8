import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { plainExchange } from '../testing/exchange.ts';
import { harDocument, harEntry } from './entry.ts';
import { importExchanges } from './import.ts';
import { assertHar12 } from './testing/har-1-2.ts';

/** An entry, which is HAR 1.2 to the letter, and what it is opened as. */
function told(exchange: Exchange, own = true) {
  const entry = harEntry(exchange, decodeBody);
  const document = JSON.parse(JSON.stringify(harDocument([entry], '1')));
  assertHar12(document);
  if (!own) delete document.log.entries[0]._messages;
  const [found] = importExchanges(Buffer.from(JSON.stringify(document)));
  return { entry, back: found?.exchange };
}

test('cookies are told with what they are set with', () => {
  const { entry } = told(
    plainExchange({
      headers: [
        ['Cookie', 'sid=1; theme=a=b; '],
        ['cookie', 'x='],
      ],
      responseHeaders: [
        ['Set-Cookie', 'a="b"; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=60; path=/x; odd'],
        ['set-cookie', 'c=; Domain=.a.test; Expires=Wed, 21 Oct 2015 07:28:00 GMT; =; expires'],
        ['Set-Cookie', 'alone; Expires=Fri, 31 Dec 99999 00:00:00 GMT'],
      ],
    }),
  );
  assert.deepEqual(entry.request.cookies, [
    { name: 'sid', value: '1' },
    { name: 'theme', value: 'a=b' },
    { name: 'x', value: '' },
  ]);
  assert.deepEqual(entry.response.cookies, [
    {
      ...{ name: 'a', value: '"b"', path: '/x', httpOnly: true, secure: true },
      ...{ _sameSite: 'Lax', _maxAge: '60' },
    },
    { name: 'c', value: '', domain: '.a.test', expires: '2015-10-21T07:28:00.000Z' },
    { name: '', value: 'alone' },
  ]);
});

test('forms and queries are told as what they hold', () => {
  const form = (type: string) =>
    told(
      plainExchange({
        ...{ method: 'POST', target: '/f?q=a+b&%C3%A9=%zz&a', requestBody: 'a=1%20&b=x+y' },
        headers: [['Content-Type', type]],
      }),
    ).entry.request;
  const { postData, queryString } = form('application/x-www-form-urlencoded; charset=UTF-8');
  assert.equal(postData?.text, 'a=1%20&b=x+y');
  assert.deepEqual(postData.params, [
    { name: 'a', value: '1 ' },
    { name: 'b', value: 'x y' },
  ]);
  assert.deepEqual(queryString, [
    { name: 'q', value: 'a b' },
    { name: 'é', value: '%zz' },
    { name: 'a', value: '' },
  ]);
  assert.deepEqual(form('text/plain').postData?.params, []);
});

test('a content has the size that it has without its codings, and its text in UTF-8', () => {
  const text = 'x'.repeat(5000);
  const coded = gzipSync(text);
  const { content, bodySize } = told(
    plainExchange({ responseHeaders: [['Content-Encoding', 'gzip']], responseBody: coded }),
  ).entry.response;
  assert.deepEqual([content.size, content.text, bodySize], [5000, text, coded.length]);
  const latin = plainExchange({
    ...{ method: 'POST', requestBody: Buffer.from('grün', 'latin1') },
    headers: [['Content-Type', 'text/plain; charset=iso-8859-15']],
    responseHeaders: [['Content-Type', 'text/plain; charset=shift_jis']],
    responseBody: Buffer.from([0x93, 0xfa]),
  });
  const { entry, back } = told(latin);
  assert.deepEqual([entry.request.postData?.text, entry.response.content.text], ['grün', '日']);
  assert.deepEqual(back, latin, 'byte by byte');
});

test('the server is named by its address, or not at all', () => {
  const at = (local: Exchange['local']) => {
    const plain = plainExchange({ more: { local } });
    const { entry } = told({ ...plain, request: { ...plain.request, authority: '' } });
    return [entry.request.url, entry.serverIPAddress];
  };
  assert.deepEqual(at({ address: '2001:db8::1', port: 81 }), [
    ...['http://[2001:db8::1]:81/', '2001:db8::1'],
  ]);
  assert.deepEqual(at({ address: '/run/a.sock', port: 0, kind: 'unix' }), [
    ...['http://localhost/', undefined],
  ]);
  const unknown = plainExchange({ more: { local: { address: '', port: 80 } } });
  assert.equal(told(unknown).entry.serverIPAddress, undefined);
});

test('a WebSocket is told as Chrome tells it', () => {
  const timeMs = 1_700_000_000_500;
  const exchange = plainExchange({
    target: '/live',
    more: {
      messages: {
        ...{ protocol: 'websocket', fromClient: 1, fromServer: 3 },
        items: [
          { timeMs, from: 'client', kind: 'text', size: 5, text: 'grün' },
          { timeMs, from: 'server', kind: 'binary', size: 3, data: 'AAH/' },
          { timeMs, from: 'server', kind: 'ping', size: 2, data: 'aGk=' },
          { timeMs, from: 'server', kind: 'close', size: 5, closeCode: 1000, text: 'bye' },
        ],
      },
    },
  });
  const { entry, back } = told(exchange, false);
  assert.equal(entry.request.url, 'ws://shop.test/live');
  assert.equal(entry._resourceType, 'websocket');
  const time = timeMs / 1000;
  assert.deepEqual(entry._webSocketMessages, [
    { type: 'send', time, opcode: 1, data: 'grün' },
    { type: 'receive', time, opcode: 2, data: 'AAH/' },
    { type: 'receive', time, opcode: 9, data: 'aGk=' },
    {
      type: 'receive',
      time,
      opcode: 8,
      data: Buffer.from('\x03\xe8bye', 'latin1').toString('base64'),
    },
  ]);
  assert.deepEqual(back, exchange, 'what others write is read as well');
});
