import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, summary } from '../testing/conversation.ts';

function told(conversation: Conversation): string[] {
  return conversation.exchanges.map(summary);
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

test('one exchange after the other on a connection that is kept', () => {
  const talk = new Conversation();
  talk.request(get('/1')).response(ok('one')).request(get('/2')).response(ok('three'));
  assert.deepEqual(told(talk), ['GET /1 → 200 3 bytes', 'GET /2 → 200 5 bytes']);
  talk.close();
  assert.equal(talk.exchanges.length, 2);
});

test('pipelined requests are paired in their order', () => {
  const talk = new Conversation();
  talk.request(get('/1') + get('/2') + get('/3'));
  assert.equal(talk.started.length, 3);
  talk.response(ok('a') + ok('bb')).response(ok('ccc'));
  assert.deepEqual(told(talk), [
    'GET /1 → 200 1 bytes',
    'GET /2 → 200 2 bytes',
    'GET /3 → 200 3 bytes',
  ]);
});

test('responses without content: HEAD, 204, 304 and interim ones', () => {
  const talk = new Conversation();
  const long = 'Content-Length: 1000\r\n\r\n';
  talk.request(get('/a').replace('GET', 'HEAD')).response(`HTTP/1.1 200 OK\r\n${long}`);
  talk.request(get('/b')).response(`HTTP/1.1 304 Not Modified\r\n${long}`);
  talk.request(get('/c')).response('HTTP/1.1 204 No Content\r\n\r\n');
  talk.request(`POST /d HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`);
  talk.response('HTTP/1.1 100 Continue\r\n\r\n').request('hi');
  talk.response('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n').response(ok('x'));
  assert.deepEqual(told(talk), [
    'HEAD /a → 200 0 bytes',
    'GET /b → 304 0 bytes',
    'GET /c → 204 0 bytes',
    'POST /d 2 bytes → 200 1 bytes',
  ]);
});

test('a response that the end of the connection delimits', () => {
  const talk = new Conversation();
  talk.request('GET /old HTTP/1.0\r\n\r\n').response('HTTP/1.0 200 OK\r\n\r\nso').response(' long');
  assert.deepEqual(told(talk), []);
  talk.connection.sendingEnded(talk.nowNs);
  assert.deepEqual(told(talk), ['GET /old → 200 7 bytes']);
  assert.equal(talk.exchanges[0]?.response?.minorVersion, 0);
});

test('chunks with extensions and trailers', () => {
  const talk = new Conversation();
  talk.request(get('/'));
  talk.response('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n');
  talk.response('5;a="b"\r\nhello\r\n00006 \r\n world\r\n0;last\r\nX-Sum: 42\r\n\r\n');
  talk.request(get('/next')).response(ok('y'));
  assert.deepEqual(told(talk), ['GET / → 200 11 bytes', 'GET /next → 200 1 bytes']);
  const [first] = talk.exchanges;
  assert.deepEqual(first?.response?.trailers, [['X-Sum', '42']]);
  const body = first?.response?.body.toBuffer() ?? Buffer.alloc(0);
  assert.equal(body.toString(), 'hello world');
});

test('101 and CONNECT end HTTP on the connection', () => {
  const upgrade = new Conversation();
  upgrade.request(get('/ws', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'));
  upgrade.response('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x02hi');
  upgrade.request(get('/not-http')).response(ok('no'));
  assert.deepEqual(told(upgrade), ['GET /ws → 101 0 bytes']);

  const tunnel = new Conversation();
  tunnel.request('CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n');
  tunnel.response('HTTP/1.1 200 Connected\r\nContent-Length: 5\r\n\r\n\x16\x03\x01');
  tunnel.request('\x16\x03\x01\n\n').close();
  assert.deepEqual(told(tunnel), ['CONNECT a:443 → 200 0 bytes']);

  const refused = new Conversation();
  refused
    .request('CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n')
    .response(ok('no').replace('200', '403'));
  refused.request(get('/still')).response(ok('yes'));
  assert.deepEqual(told(refused), ['CONNECT a:443 → 403 2 bytes', 'GET /still → 200 3 bytes']);
});

test('a response that comes before the whole request', () => {
  const talk = new Conversation();
  talk.request('POST /up HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345');
  talk.response(ok('no').replace('200 OK', '413 Too Large'));
  assert.deepEqual(told(talk), []);
  talk.request('67890');
  assert.deepEqual(told(talk), ['POST /up 10 bytes → 413 2 bytes']);
});

test('a client whose response is reported before its request', () => {
  const talk = new Conversation({ side: 'client' });
  talk.response(ok('quick')).request(get('/'));
  assert.deepEqual(told(talk), ['GET / → 200 5 bytes']);
  talk.response('HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n').wait(30);
  assert.deepEqual(told(talk).slice(1), ['? → 408 0 bytes']);
});

test('connections that end early', () => {
  const silent = new Conversation();
  silent.request(get('/')).close('reset');
  assert.deepEqual(told(silent), ['GET / → ? reset']);

  const cut = new Conversation();
  cut.request(get('/')).response('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234').close();
  assert.deepEqual(told(cut), ['GET / → 200 4 bytes; cut']);

  const head = new Conversation();
  head.request('GET /slow HTTP/1.1\r\nHost: a\r\nX-Pa').close();
  assert.deepEqual(told(head), ['GET /slow → ? closed; cut']);
  assert.deepEqual(head.exchanges[0]?.request?.fields, [['Host', 'a']]);

  const nothing = new Conversation();
  nothing.request('GET /slow HTT').close();
  assert.deepEqual(told(nothing), []);
});

test('odd syntax is read and noted', () => {
  const talk = new Conversation();
  talk.request('\r\n\r\nGET / HTTP/1.1\nHost: a\nX-Long: one\n  two\nNo colon\nX-B : c\n\n');
  talk.response(ok('x'));
  const [first] = talk.exchanges;
  assert.deepEqual(first?.request?.fields, [
    ['Host', 'a'],
    ['X-Long', 'one two'],
    ['X-B', 'c'],
  ]);
  assert.deepEqual(told(talk), [
    'GET / → 200 1 bytes; header folded over several lines; header line without a name; ' +
      'blank before the colon of a header',
  ]);
});

test('framing that contradicts itself', () => {
  const both = new Conversation();
  both.request('POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n');
  both.request('1\r\nx\r\n0\r\n\r\n').response(ok(''));
  assert.deepEqual(told(both), [
    'POST / 1 bytes → 200 0 bytes; both Transfer-Encoding and Content-Length',
  ]);
  const same = new Conversation();
  same
    .request('POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab')
    .response(ok(''));
  assert.deepEqual(told(same), ['POST / 2 bytes → 200 0 bytes; Content-Length more than once']);

  for (const [field, what] of [
    ['Content-Length: 2, 3', 'conflicting Content-Length'],
    ['Content-Length: +2', 'unreadable Content-Length'],
    ['Transfer-Encoding: gzip', 'Transfer-Encoding that does not end with chunked'],
  ]) {
    const talk = new Conversation();
    talk.request(`POST / HTTP/1.1\r\n${field}\r\n\r\nab`).response(ok('')).close();
    assert.deepEqual(told(talk), [`POST / 2 bytes → 200 0 bytes; ${what}`]);
  }
  const none = new Conversation();
  for (let i = 0; i < 2; i++) {
    none.request('POST / HTTP/1.1\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi');
    none.response('HTTP/1.1 200 OK\r\nTransfer-Encoding: Identity\r\nContent-Length: 3\r\n\r\nyes');
  }
  assert.deepEqual(told(none), Array(2).fill('POST / 2 bytes → 200 3 bytes'));
  const open = new Conversation();
  open.request(get('/')).response('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc').close();
  assert.deepEqual(told(open), ['GET / → 200 3 bytes']);
});

test('bytes that are no HTTP give no exchange', () => {
  const lines = [
    'SSH-2.0-OpenSSH_9.6\r\n',
    'EHLO example.com\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\n\n',
  ];
  for (const line of [
    ...lines,
    'GET /\r\n\r\n',
    'GET / HTTP/2.0\r\n\r\n',
    'GET /\0 HTTP/1.1\r\n\r\n',
  ]) {
    const talk = new Conversation();
    talk.request(line).response('220 mail\r\n\r\n').request(line).close();
    assert.deepEqual(told(talk), [], JSON.stringify(line));
  }
  const talk = new Conversation();
  talk.request(get('/')).response('not http at all\r\n\r\n').close();
  assert.deepEqual(told(talk), ['GET / → ? lost']);
});

test('a head without an end is not held for ever', () => {
  const talk = new Conversation();
  talk.request('GET / HTTP/1.1\r\n');
  for (let i = 0; i < 100; i++) talk.request(`X-${i}: ${'y'.repeat(1000)}\r\n`);
  talk.close();
  assert.deepEqual(told(talk), ['GET / → ? closed; head too long']);
  assert.ok((talk.exchanges[0]?.request?.fields.length ?? 0) > 60);
});
