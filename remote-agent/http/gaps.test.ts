import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, summary } from '../testing/conversation.ts';

function told(conversation: Conversation): string[] {
  return conversation.exchanges.map(summary);
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

test('a hole in a content of known length is skipped exactly', () => {
  const talk = new Conversation();
  talk.request(get('/')).response('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789');
  talk.hole('response', 80).response('abcdefghij');
  talk.request(get('/2')).response(ok('x'));
  assert.deepEqual(told(talk), ['GET / → 200 100 bytes; gap', 'GET /2 → 200 1 bytes']);
  const response = talk.exchanges[0]?.response;
  assert.deepEqual(response?.notes, [
    { kind: 'gap', message: 'response', position: 50, length: 80 },
  ]);
  assert.equal(response?.body.toBuffer().toString(), '0123456789');
});

test('what the capture limit leaves out is no gap', () => {
  const talk = new Conversation();
  talk.request(get('/')).response('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789');
  talk.hole('response', 90, 'limit');
  assert.deepEqual(told(talk), ['GET / → 200 100 bytes']);
  assert.equal(talk.exchanges[0]?.response?.holed, false);
});

test('only the limit of a body is kept, and the rest counted', () => {
  const talk = new Conversation({ captureLimit: 4 });
  talk.request(get('/')).response(ok('0123456789'));
  const response = talk.exchanges[0]?.response;
  assert.equal(response?.bodyBytes, 10);
  assert.equal(response?.body.length, 4);
});

test('a hole inside of a chunk, and one that takes its end too', () => {
  for (const missing of [6, 8]) {
    const talk = new Conversation();
    talk.request(get('/')).response(`${chunked}a\r\n0123`);
    talk.hole('response', missing, 'limit');
    talk.response(`${missing === 6 ? '\r\n' : ''}3\r\nabc\r\n0\r\n\r\n`);
    assert.deepEqual(told(talk), ['GET / → 200 13 bytes'], `${missing} bytes`);
  }
});

test('a hole that ends where a chunked content may end', () => {
  const quiet = new Conversation();
  quiet
    .request(get('/'))
    .response(`${chunked}a\r\n0123`)
    .hole('response', 6 + 7, 'limit');
  assert.deepEqual(told(quiet), []);
  assert.deepEqual(told(quiet.wait(150)), ['GET / → 200 10 bytes']);

  const next = new Conversation();
  next
    .request(get('/'))
    .response(`${chunked}a\r\n0123`)
    .hole('response', 6 + 7, 'limit');
  next.request(get('/2')).response(ok('x'));
  assert.deepEqual(told(next), ['GET / → 200 10 bytes', 'GET /2 → 200 1 bytes']);

  const more = new Conversation();
  more
    .request(get('/'))
    .response(`${chunked}a\r\n0123`)
    .hole('response', 6 + 7, 'limit');
  more.response('5\r\nabcde\r\n0\r\n\r\n');
  assert.deepEqual(told(more), ['GET / → 200 10 bytes; gap']);
  assert.equal(more.exchanges[0]?.response?.damaged, true);
});

test('a chunked content whose framing is lost ends where the next message begins', () => {
  const talk = new Conversation();
  talk.request(get('/')).response(`${chunked}a\r\n0123`).hole('response', 5000, 'limit');
  talk.response('rest of it\r\n0\r\n\r\n');
  talk.request(get('/2')).response(ok('x'));
  assert.deepEqual(told(talk), ['GET / → 200 10 bytes; gap', 'GET /2 → 200 1 bytes']);
  assert.deepEqual(talk.exchanges[0]?.response?.notes, [
    { kind: 'gap', message: 'response', position: 54, length: 5000 },
  ]);
});

test('a chunked content whose framing is lost ends with its last chunk', () => {
  for (const last of ['0\r\n\r\n', 'rest of it\r\n0\r\n\r\n']) {
    const talk = new Conversation();
    talk.request(get('/')).response(`${chunked}a\r\n0123`).hole('response', 5000, 'limit');
    talk.response('10\r\nin the middle');
    assert.deepEqual(told(talk), []);
    talk.response(last);
    assert.deepEqual(told(talk), ['GET / → 200 10 bytes; gap']);
    talk.request(get('/2')).response(ok('x'));
    assert.deepEqual(told(talk).slice(1), ['GET /2 → 200 1 bytes']);
  }
});

test('a content without a length goes on after a hole', () => {
  const talk = new Conversation();
  talk
    .request(get('/'))
    .response('HTTP/1.1 200 OK\r\n\r\n0123')
    .hole('response', 10)
    .response('4567');
  talk.close();
  assert.deepEqual(told(talk), ['GET / → 200 18 bytes; gap']);
});

test('a hole in a head: what was seen of it is told', () => {
  const talk = new Conversation();
  talk.request('GET / HTTP/1.1\r\nHost: a\r\nX-').hole('request', 100).response(ok('x'));
  assert.deepEqual(told(talk), ['GET / → 200 1 bytes; gap']);
  assert.deepEqual(talk.exchanges[0]?.request?.fields, [['Host', 'a']]);
  talk.request('rest\r\n\r\n').request(get('/2')).response(ok('y'));
  assert.deepEqual(told(talk).slice(1), ['GET /2 → 200 1 bytes']);
});

test('a lost response is not replaced by another one', () => {
  const talk = new Conversation();
  talk.request(get('/1')).hole('response', 60).request(get('/2')).response(ok('two'));
  assert.deepEqual(told(talk), ['GET /1 → ? lost', 'GET /2 → 200 3 bytes']);
});

test('a lost response that is noticed late takes no request with it that began later', () => {
  const talk = new Conversation();
  const { nowNs } = talk.request(get('/1'));
  talk.request(get('/2'));
  talk.connection.sent.hole(0, 60, 'lost', nowNs + 1, nowNs);
  talk.response(ok('two'));
  assert.deepEqual(told(talk), ['GET /1 → ? lost', 'GET /2 → 200 3 bytes']);
});

test('a response to a request that was lost is told alone', () => {
  const talk = new Conversation();
  talk.hole('request', 60).response(ok('one')).request(get('/2')).response(ok('two'));
  assert.deepEqual(told(talk), ['? → 200 3 bytes', 'GET /2 → 200 3 bytes']);
});

test('a hole that swallows the end of a message and the start of the next one', () => {
  const talk = new Conversation();
  talk.request(get('/1')).response('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234');
  talk.request(get('/2')).hole('response', 50).response('the middle of a body');
  talk.request(get('/3')).response(ok('3'));
  assert.deepEqual(told(talk), [
    'GET /1 → 200 10 bytes; gap',
    'GET /2 → ? lost',
    'GET /3 → 200 1 bytes',
  ]);
});

test('with pipelining nothing is paired after a loss until the connection was silent', () => {
  const talk = new Conversation();
  talk.request(get('/1') + get('/2') + get('/3')).response(ok('one'));
  talk.hole('response', 60).response(ok('two or three'));
  talk.request(get('/4')).response(ok('three or four'));
  assert.deepEqual(told(talk), [
    'GET /1 → 200 3 bytes',
    'GET /2 → ? lost',
    'GET /3 → ? lost',
    '? → 200 12 bytes',
    'GET /4 → ? lost',
    '? → 200 13 bytes',
  ]);
  talk.wait(1100).request(get('/5')).response(ok('five'));
  assert.deepEqual(told(talk).slice(6), ['GET /5 → 200 4 bytes']);
});

test('joined in the middle of a body, it waits for the start of a message', () => {
  const talk = new Conversation({ joined: true });
  talk.response('of a body\r\nHTTP/1.1 200 OK\r\n\r\n').response('HTTP/1.1 200');
  talk.request(get('/')).response(ok('x'));
  assert.deepEqual(told(talk), ['GET / → 200 1 bytes']);
});

test('joined between request and response: HEAD is not known, so the length may mean nothing', () => {
  const talk = new Conversation({ joined: true });
  talk.response('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n');
  talk.request(get('/')).response(ok('x'));
  assert.deepEqual(told(talk), ['? → 200 0 bytes', 'GET / → 200 1 bytes']);
});

test('holes of impossible sizes', () => {
  for (const length of [2 ** 31, 2 ** 53, 2 ** 63]) {
    const talk = new Conversation();
    talk.request(get('/1')).response('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234');
    talk.hole('response', length).hole('request', length).request(get('/2')).response(ok('x'));
    assert.deepEqual(told(talk), ['GET /1 → 200 10 bytes; gap', 'GET /2 → 200 1 bytes']);
  }
});
