import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBudget } from '../stream/budget.ts';
import { Conversation, summary } from '../testing/conversation.ts';
import { authorityOf } from './framing.ts';

/** Which response answers which request, and what has a content: RFC 9110, and RFC 9112, sections 6 and 9. */
function told(conversation: Conversation): string[] {
  return conversation.exchanges.map(summary);
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

test('pipelining: a thousand requests in one piece, the responses in pieces of any size', () => {
  const paths = Array.from({ length: 1000 }, (_, i) => `/${i}`);
  const talk = new Conversation({ budget: new MemoryBudget(16 * 1024 * 1024) }).request(
    paths
      .slice(0, 900)
      .map((path) => get(path))
      .join(''),
  );
  talk.request(
    paths
      .slice(900)
      .map((path) => get(path))
      .join(''),
  );
  const answers = paths.map((path) => ok(path)).join('');
  for (let at = 0, size = 1; at < answers.length; at += size, size = (size * 7) % 101) {
    talk.response(answers.slice(at, at + size));
  }
  assert.deepEqual(
    told(talk),
    paths.map((path) => `GET ${path} → 200 ${path.length} bytes`),
  );
});

test('HEAD among pipelined requests: its response has a length and no content', () => {
  const head = get('/h').replace('GET', 'HEAD');
  const talk = new Conversation().request(get('/1') + head + get('/2'));
  talk.response(`${ok('one')}HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n${ok('two')}`);
  const coded = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  talk.request(head).response(coded).request(get('/3')).response(ok('three'));
  assert.deepEqual(told(talk), [
    'GET /1 → 200 3 bytes',
    'HEAD /h → 200 0 bytes',
    'GET /2 → 200 3 bytes',
    'HEAD /h → 200 0 bytes',
    'GET /3 → 200 5 bytes',
  ]);
});

test('any number of interim responses, of any kind, with fields and for pipelined requests', () => {
  const interim = [100, 102, 103, 103, 199].map(
    (status) => `HTTP/1.1 ${status} Wait\r\nX: y\r\n\r\n`,
  );
  const talk = new Conversation().request(get('/1') + get('/2'));
  talk.response(interim.join('').repeat(20) + ok('one'));
  for (const head of interim) talk.response(head);
  talk.response(ok('two'));
  assert.deepEqual(told(talk), ['GET /1 → 200 3 bytes', 'GET /2 → 200 3 bytes']);
});

test('100-continue: a client that waits, one that does not, and a server that refuses', () => {
  const head = 'PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n';
  const go = 'HTTP/1.1 100 Continue\r\n\r\n';
  const waits = new Conversation().request(head).response(go).request('body').response(ok('x'));
  assert.deepEqual(told(waits), ['PUT / 4 bytes → 200 1 bytes']);
  const hurries = new Conversation().request(`${head}body`).response(go + ok('x'));
  assert.deepEqual(told(hurries), ['PUT / 4 bytes → 200 1 bytes']);
  const refused = new Conversation().request(head);
  refused.response('HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n').close();
  assert.deepEqual(told(refused), ['PUT / → 417 0 bytes; cut']);
});

test('204 and 304 have no content whatever their fields say; 205 has what they say', () => {
  const fields = 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n';
  for (const status of [204, 304]) {
    const talk = new Conversation().request(get('/')).response(`HTTP/1.1 ${status} X\r\n${fields}`);
    talk.request(get('/2')).response(ok('two'));
    assert.deepEqual(told(talk), [`GET / → ${status} 0 bytes`, 'GET /2 → 200 3 bytes']);
  }
  const talk = new Conversation().request(get('/'));
  talk.response('HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n');
  talk.request(get('/2')).response('HTTP/1.1 205 X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
  talk.request(get('/3')).response(ok('three'));
  assert.deepEqual(told(talk), [
    'GET / → 205 0 bytes',
    'GET /2 → 205 0 bytes',
    'GET /3 → 200 5 bytes',
  ]);
});

test('CONNECT: what follows a refusal is HTTP, what follows a success is not', () => {
  const connect = 'CONNECT b.example:443 HTTP/1.1\r\nHost: b.example:443\r\n\r\n';
  const refused = 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n';
  const talk = new Conversation().request(connect).response(refused);
  talk.request(connect).response('HTTP/1.1 200 Connection established\r\n\r\n');
  talk.request(get('/inside')).response(ok('inside')).close();
  assert.deepEqual(told(talk), [
    'CONNECT b.example:443 → 407 0 bytes',
    'CONNECT b.example:443 → 200 0 bytes',
  ]);
  const [first] = talk.exchanges;
  assert.equal(first?.request && authorityOf(first.request), 'b.example:443');
});

test('Upgrade: a server that goes on with HTTP/1.1, and one that is asked again', () => {
  const ask = get('/', 'Connection: upgrade\r\nUpgrade: foo/2\r\n');
  const talk = new Conversation().request(ask).response(ok('no')).request(ask);
  talk.response(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo/2\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
  );
  talk.request('GET /foo HTTP/1.1\r\n\r\n').close();
  assert.deepEqual(told(talk), ['GET / → 200 2 bytes', 'GET / → 101 0 bytes']);
});

test('a content that the end of the connection delimits: of HTTP/1.1 too, and after chunks of another coding', () => {
  for (const head of [
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\n\r\n',
  ]) {
    const talk = new Conversation().request(get('/')).response(`${head}one`).response('two');
    assert.deepEqual(told(talk), []);
    assert.deepEqual(told(talk.close()), ['GET / → 200 6 bytes']);
  }
});

test('methods: lower case and unknown ones are read as sent', () => {
  const methods = [
    'get',
    'Get',
    'PURGE',
    'M-SEARCH',
    'x!#$%&*+.^_`|~-9',
    'LONGEST-METHOD-THAT-ANYBODY-USES',
  ];
  const talk = new Conversation();
  for (const method of methods) talk.request(`${method} / HTTP/1.1\r\n\r\n`).response(ok('x'));
  assert.deepEqual(
    told(talk),
    methods.map((method) => `${method} / → 200 1 bytes`),
  );
});

test('a lower-case head is no HEAD: methods are compared as they are', () => {
  const talk = new Conversation().request(get('/').replace('GET', 'head')).response(ok('abc'));
  assert.deepEqual(told(talk), ['head / → 200 3 bytes']);
});

test('targets: origin, absolute, authority and asterisk form, and whose authority it is', () => {
  for (const [method, target, authority] of [
    ['GET', '/a?b#c', 'host.example'],
    ['GET', 'http://b.example:8080/a', 'b.example:8080'],
    ['GET', 'HTTP://user:pw@[::1]:80?x', '[::1]:80'],
    ['GET', 'urn:x', 'host.example'],
    ['OPTIONS', '*', 'host.example'],
    ['CONNECT', 'c.example:443', 'c.example:443'],
  ] as const) {
    const talk = new Conversation();
    talk.request(`${method} ${target} HTTP/1.1\r\nHOST: host.example\r\n\r\n`).response(ok(''));
    const request = talk.close().exchanges[0]?.request ?? assert.fail();
    assert.equal(request.target, target);
    assert.equal(authorityOf(request), authority, target);
  }
});

test('a response that no reader may take for one of the next request', () => {
  const talk = new Conversation().request(get('/')).response(`${ok('x')}${ok('nobody asked')}`);
  talk.wait(30).request(get('/2')).response(ok('two')).close();
  assert.deepEqual(told(talk), ['GET / → 200 1 bytes', '? → 200 12 bytes', 'GET /2 → 200 3 bytes']);
});
