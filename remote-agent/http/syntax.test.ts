import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, summary } from '../testing/conversation.ts';

/** How messages are written: RFC 9112, sections 2 to 7. */
function told(conversation: Conversation): string[] {
  return conversation.exchanges.map(summary);
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** The only exchange of a connection, of which the other messages are said too. */
function exchange(request: string, response: string): string {
  return told(new Conversation().request(request).response(response).close()).join(' | ');
}

test('chunk extensions of any form, sizes in any case, and trailers', () => {
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  const chunks = 'a;x;y=1;z="a;b\\"c"\r\n0123456789\r\n0A \t;x\r\n0123456789\r\n000;end\r\n';
  const talk = new Conversation().request(get('/'));
  talk.response(`${head}${chunks}X-Sum: 1\r\nX-Sum: 2\r\n folded\r\n\r\n`);
  talk.request(get('/2')).response(ok('two'));
  assert.deepEqual(told(talk), [
    'GET / → 200 20 bytes; header folded over several lines',
    'GET /2 → 200 3 bytes',
  ]);
  assert.deepEqual(talk.exchanges[0]?.response?.trailers, [
    ['X-Sum', '1'],
    ['X-Sum', '2 folded'],
  ]);
});

test('trailers of a request, and fields in them that would frame a message', () => {
  const talk = new Conversation();
  talk.request(
    'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nContent-Length: 9\r\n\r\n',
  );
  talk.response(ok('')).request(get('/2')).response(ok('two'));
  assert.deepEqual(told(talk), ['POST / 1 bytes → 200 0 bytes', 'GET /2 → 200 3 bytes']);
});

test('chunks that are none: the message is damaged, and the next one is found', () => {
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  for (const [chunks, what] of [
    ['-1\r\nx', 'unreadable chunk size'],
    ['0x1\r\nx', 'unreadable chunk size'],
    ['1 1\r\nx', 'unreadable chunk size'],
    ['ffffffffffffffff\r\nx', 'unreadable chunk size'],
    ['\r\n1\r\nx', 'unreadable chunk size'],
    ['1\r\nxy\r\n', 'chunk longer than its size'],
    [`1;${'e'.repeat(5000)}\r\nx`, 'chunk line too long'],
    [
      `0\r\nX: ${'t'.repeat(4000)}\r\nX: ${'t'.repeat(4000)}\r\nX: ${'t'.repeat(4000)}\r\n`,
      'trailers too long',
    ],
  ]) {
    const talk = new Conversation().request(get('/')).response(head + chunks);
    talk.request(get('/2')).response(ok('two')).close();
    const [first = '', second] = told(talk);
    assert.match(first, new RegExp(`^GET / → 200 [01] bytes; ${what}`), chunks);
    assert.equal(second, 'GET /2 → 200 3 bytes', chunks);
  }
});

test('obs-fold: continuation lines of a value, with a tab, of nothing, and of the fields that frame', () => {
  const fields = 'X: a\r\n\tb\r\n   \r\nContent-Length:\r\n 3\r\n\r\n';
  const talk = new Conversation().request(`POST / HTTP/1.1\r\n${fields}abc`).response(ok('x'));
  assert.deepEqual(told(talk), ['POST / 3 bytes → 200 1 bytes; header folded over several lines']);
  assert.deepEqual(talk.exchanges[0]?.request?.fields, [
    ['X', 'a b'],
    ['Content-Length', '3'],
  ]);
  const first = new Conversation().request('GET / HTTP/1.1\r\n odd: yes\r\nHost: a\r\n\r\n');
  first.response(ok('x'));
  assert.deepEqual(told(first), ['GET / → 200 1 bytes; header folded over several lines']);
  assert.deepEqual(first.exchanges[0]?.request?.fields, [['Host', 'a']]);
});

test('bare LF: in heads, in chunks, and mixed with CRLF', () => {
  const talk = new Conversation().request('GET / HTTP/1.1\nHost: a\r\nX: y\n\r\n');
  talk.response('HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n');
  talk.request(get('/2')).response('HTTP/1.1 200 OK\r\nContent-Length: 3\n\nabc');
  assert.deepEqual(told(talk), ['GET / → 200 3 bytes', 'GET /2 → 200 3 bytes']);
});

test('a bare CR does not end a line', () => {
  const talk = new Conversation().request('GET / HTTP/1.1\r\nX: a\rContent-Length: 3\r\n\r\n');
  talk.response(ok('x'));
  assert.deepEqual(told(talk), ['GET / → 200 1 bytes; control character in a header']);
});

test('odd white space: around values, before colons, in the start line, and lines between messages', () => {
  const talk = new Conversation().request(
    'GET  /a b  HTTP/1.1\r\nX \t:\t v \t\r\nY:\r\n\r\n\r\n\n',
  );
  talk
    .response(`${ok('x')}\r\n`)
    .request(get('/2'))
    .response(ok('y'));
  assert.deepEqual(told(talk), [
    'GET  /a b  → 200 1 bytes; blank in the target; blank before the colon of a header',
    'GET /2 → 200 1 bytes',
  ]);
  assert.deepEqual(talk.exchanges[0]?.request?.fields, [
    ['X', 'v'],
    ['Y', ''],
  ]);
});

test('a long header section: what fits is told, and that it does not fit', () => {
  const field = (i: number) => `X-${i}: ${'v'.repeat(1000)}\r\n`;
  const fields = (count: number) => Array.from({ length: count }, (_, i) => field(i)).join('');
  const whole = new Conversation().request(get('/', fields(60))).response(ok('x'));
  assert.deepEqual(told(whole), ['GET / → 200 1 bytes']);
  const long = new Conversation().request(get('/long', fields(80))).response(ok('x'));
  long.request(get('/2')).response(ok('two'));
  assert.deepEqual(told(long), ['GET /long → 200 1 bytes; head too long', 'GET /2 → 200 3 bytes']);
  assert.equal(long.exchanges[0]?.request?.fields.length, 65);
  const answer = new Conversation().request(get('/'));
  answer.response(`HTTP/1.1 200 OK\r\n${fields(80)}Content-Length: 3\r\n\r\nabc`);
  answer.request(get('/2')).response(ok('two'));
  assert.deepEqual(told(answer), ['GET / → 200 0 bytes; head too long', 'GET /2 → 200 3 bytes']);
});

test('Content-Length and Transfer-Encoding that conflict: chunked wins, and it is said', () => {
  const both = 'Content-Length: 100\r\nTransfer-Encoding: chunked\r\n';
  const chunks = '1\r\nx\r\n0\r\n\r\n';
  const what = 'both Transfer-Encoding and Content-Length';
  const talk = new Conversation().request(`POST / HTTP/1.1\r\n${both}\r\n${chunks}`);
  talk.response(`HTTP/1.1 200 OK\r\n${both}\r\n${chunks}`).request(get('/2')).response(ok('two'));
  assert.deepEqual(told(talk), [
    `POST / 1 bytes → 200 1 bytes; ${what}; ${what}`,
    'GET /2 → 200 3 bytes',
  ]);
});

test('framing that no reader may trust', () => {
  const post = (fields: string, body: string) => `POST / HTTP/1.1\r\n${fields}\r\n\r\n${body}`;
  assert.equal(
    exchange(post('Transfer-Encoding: chunked, chunked', '1\r\nx\r\n0\r\n\r\n'), ok('')),
    'POST / 1 bytes → 200 0 bytes; chunked more than once',
  );
  assert.equal(
    exchange(post('Transfer-Encoding: chunked, gzip', 'abc'), ok('')),
    'POST / 3 bytes → 200 0 bytes; Transfer-Encoding that does not end with chunked',
  );
  assert.equal(
    exchange('POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n', ok('')),
    'POST / 1 bytes → 200 0 bytes; Transfer-Encoding in HTTP/1.0',
  );
  for (const [length, what] of [
    ['-1', 'unreadable'],
    ['0x10', 'unreadable'],
    ['1e3', 'unreadable'],
    ['', 'unreadable'],
    ['99999999999999999999', 'unreadable'],
    ['3\r\nContent-Length: 4', 'conflicting'],
  ]) {
    assert.equal(
      exchange(post(`Content-Length: ${length}`, 'abc'), ok('')),
      `POST / 3 bytes → 200 0 bytes; ${what} Content-Length`,
    );
  }
});

test('HTTP/0.9, other versions and garbage give no exchange', () => {
  for (const line of [
    'GET /\r\n',
    'GET / HTTP/0.9\r\n\r\n',
    'GET / HTTP/3.0\r\n\r\n',
    'GET / HTTP/1.10\r\n\r\n',
    'GET / HTTP/11\r\n\r\n',
    'GET / http/1.1\r\n\r\n',
    'GET / HTTP/1.1x\r\n\r\n',
    'GET\t/ HTTP/1.1\r\n\r\n',
    ' GET / HTTP/1.1\r\n\r\n',
    'G(T / HTTP/1.1\r\n\r\n',
    'GET  HTTP/1.1\r\n\r\n',
    ': : HTTP/1.1 \r\n\r\n',
    `${'M'.repeat(40)} / HTTP/1.1\r\n\r\n`,
    '\u0000'.repeat(100),
  ]) {
    const talk = new Conversation().request(line).close();
    assert.deepEqual(told(talk), [], JSON.stringify(line));
  }
  for (const line of [
    'HTTP/0.9 200 OK',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 2000 OK',
    'HTTP/1.1  200 OK',
    'HTTP/1.1 099 X',
    'ICY 200 OK',
  ]) {
    const talk = new Conversation().request(get('/')).response(`${line}\r\n\r\n`).close();
    assert.deepEqual(told(talk), ['GET / → ? lost'], line);
  }
});
