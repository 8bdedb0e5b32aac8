import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { plainExchange } from '../testing/exchange.ts';
import { FilterSyntaxError, parseFilter, parseUpTo } from './filter.ts';
import { type FilterContext, plainContext } from './states.ts';
import { suggest } from './suggest.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

const post: Exchange = {
  ...{ id: 'e1', connection: 'c1', side: 'server', protocol: 'HTTP/1.1', scheme: 'http' },
  process: { pid: 412, name: 'nginx', command: 'nginx: worker process' },
  peer: { process: { pid: 7001, name: 'curl', command: 'curl http://api.example.com:8080/' } },
  local: { address: '10.0.0.1', port: 8080 },
  remote: { address: '10.0.0.1', port: 50_001 },
  request: {
    ...{ method: 'POST', target: '/Orders/17?page=2', authority: 'api.example.com:8080' },
    headers: [
      ['X-Id', 'blue 7'],
      ['Content-Type', 'application/json; charset=utf-8'],
    ],
    ...{ bodyBytes: 20, body: base64('{"colour":"Green tea"}') },
  },
  response: {
    ...{ status: 503, reason: '', headers: [['Retry-After', '5']], bodyBytes: 12_000 },
    body: base64('try later'),
  },
  timing: { startMs: 1000, requestEndMs: 1001, responseStartMs: 1200, endMs: 1250 },
  completeness: { state: 'truncated', notes: [] },
  trace: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', requestId: 'R-1' },
};
const unanswered: Exchange = {
  ...{ id: 'e2', connection: 'c2', side: 'client', protocol: 'HTTP/2', scheme: 'https' },
  process: {
    ...{ pid: 9, name: 'node', command: 'node server.js' },
    container: { id: '4f1d00', name: 'web-1' },
  },
  peer: {},
  local: { address: '::1', port: 50_002 },
  remote: { address: '::1', port: 3000 },
  request: {
    ...{ method: 'GET', target: 'http://[::1]:3000/health', authority: '[::1]:3000' },
    ...{ headers: [], bodyBytes: 0 },
  },
  response: null,
  messages: {
    ...{ protocol: 'websocket', fromClient: 1, fromServer: 1 },
    items: [
      { timeMs: 1, from: 'server', kind: 'text', size: 6, text: 'tick 7' },
      { timeMs: 2, from: 'client', kind: 'binary', size: 12, data: base64('\0binary-part') },
    ],
  },
  timing: { startMs: 1000, requestEndMs: 1001, responseStartMs: null, endMs: null },
  completeness: {
    state: 'response-missing',
    notes: [{ kind: 'response-missing', reason: 'reset' }],
  },
};

const table: readonly [filter: string, post: boolean, unanswered: boolean][] = [
  ['', true, true],
  ['   ', true, true],
  ['post', true, false],
  ['orders', true, false],
  ['page=2', true, false],
  ['503', true, false],
  ['curl', true, false],
  ['api.example.com:8080', true, false],
  ['apixexample', false, false],
  ['orders nginx', true, false],
  ['orders node', false, false],
  ['-orders', false, true],
  ['method:post', true, false],
  ['method:GET,POST', true, true],
  ['-method:GET', true, false],
  ['METHOD:GET', false, true],
  ['status-code:503', true, false],
  ['status-code:5xx', true, false],
  ['status-code:4xx,50x', true, false],
  ['status-code:2xx', false, false],
  ['status-code:none', false, true],
  ['-status-code:5xx', false, true],
  ['process:nginx', true, false],
  ['process:CURL', true, false],
  ['process:412', true, false],
  ['process:41', false, false],
  ['process:"node server"', false, true],
  ['domain:example.com', true, false],
  ['domain:api.example.com', true, false],
  ['domain:ple.com', false, false],
  ['domain:*.example.com', true, false],
  ['domain:*.api.example.com', false, false],
  ['domain:*:8080', true, false],
  ['domain:example.com:8080', true, false],
  ['domain:example.com:80', false, false],
  ['domain:[::1]', false, true],
  ['domain:[::1]:3000', false, true],
  ['path:/orders', true, false],
  ['path:page', false, false],
  ['path:/orders/*', true, false],
  ['path:/order', true, false],
  ['path:/order*s', false, false],
  ['path:/health', false, true],
  ['path:3000', false, false],
  ['other:thing', false, false],
  ['post or get', true, true],
  ['method:PUT or path:/health', false, true],
  ['nginx (post or get) -503', false, false],
  ['nginx (post or get) 503', true, false],
  ['-(post nginx)', false, true],
  ['(post (nginx or node)) or (get -node)', true, false],
  ['"or"', true, false],
  ['status-code>499', true, false],
  ['duration>200ms', true, false],
  ['duration:0.25s', true, false],
  ['duration>250ms', false, false],
  ['duration<1s', true, false],
  ['larger-than:10k', true, false],
  ['larger-than:12kB', false, false],
  ['size<12001', true, false],
  ['header:x-id', true, false],
  ['header:X-ID=blue', true, false],
  ['header:x-id=red', false, false],
  ['header:"x-id=blue 7"', true, false],
  ['request-header:retry-after', false, false],
  ['response-header:retry-after=/^[4-6]$/', true, false],
  ['body:"green TEA"', true, false],
  ['body:later', true, false],
  ['body:/colour.\\s*:/', true, false],
  ['body:/"colour":"(gr|r)een tea"/', true, false],
  ['body:/"colour":"[/"]/', false, false],
  ['body:/green (tea|coffee)/ method:post', true, false],
  ['(body:/green (tea|coffee)/ or get)', true, true],
  ['header:x-id=/blue \\d/', true, false],
  ['/orders /17/', false, false],
  ['body:"never said"', false, false],
  ['body:"tick 7"', false, true],
  ['body:/tick \\d$/', false, true],
  ['body:binary-part', false, true],
  ['mime-type:json', true, false],
  ['has:error', true, true],
  ['has:response', true, false],
  ['has:trace', true, false],
  ['is:incomplete', true, true],
  ['is:both', true, false],
  ['is:out', false, true],
  ['direction:out', false, true],
  ['container:web', false, true],
  ['container:4f1d', false, true],
  ['scheme:https', false, true],
  ['protocol:HTTP/2', false, true],
  ['port:3000', false, true],
  ['connection:c2', false, true],
  ['trace:4BF92F3577B34DA6A3CE929D0E0E4736', true, false],
  ['trace:R-1', true, false],
  ['url:http://api.example.com:8080/orders', true, false],
  ['/^post$/', true, false],
  ['/ord(er|re)s\\/\\d+/', true, false],
  ['"/ord(er|re)s/"', false, false],
  ['path:/^\\/orders\\/[0-9]+$/', true, false],
  ['(/ng.nx|(no)+de/ post)', true, false],
  ['"method:post"', false, false],
];

for (const [text, onPost, onUnanswered] of table) {
  test(`filter ${JSON.stringify(text)}`, () => {
    const filter = parseFilter(text);
    assert.equal(filter(post), onPost, 'POST /Orders/17');
    assert.equal(filter(unanswered), onUnanswered, 'GET /health');
  });
}

test('characters of regular expressions mean themselves', () => {
  const odd: Exchange = {
    ...post,
    request: { ...post.request, target: '/a(b)[c]{d}|e^f$g\\h+i' },
  };
  assert.equal(parseFilter('a(b)[c]{d}|e^f$g\\h+i')(odd), true);
  assert.equal(parseFilter('path:/a(*)[c]*i')(odd), true);
  assert.equal(parseFilter('b.*c')(odd), false);
});

test('bad syntax is told with its position', () => {
  const cases: readonly [text: string, position: number, part: string][] = [
    ['orders "open', 7, 'not closed'],
    ['orders -', 7, '“-”'],
    ['a ""', 2, '“"”'],
    ['method:', 0, '“method:”'],
    ['a status-code:', 2, '“status-code:”'],
    ['status-code:abc', 0, '“abc”'],
    ['x status-code:200,', 2, '“”'],
    ['status-code:6000', 0, '“6000”'],
    ['a or', 2, '“or”'],
    ['or a', 0, '“or”'],
    ['(a b', 0, 'not closed'],
    ['a ()', 3, 'between'],
    ['has:wings', 0, '“wings”'],
    ['duration>soon', 0, '“soon”'],
    ['a status-code>4xx', 2, 'status like 400'],
    ['a status:404', 2, 'write “status-code:”'],
    ['statusCode:404', 0, 'write “status-code:”'],
    ['mime:json', 0, 'write “mime-type:”'],
    ['larger-than:much', 0, '“much”'],
    ['a /(b/', 2, '“(”'],
    ['/(a)\\1/', 0, 'not supported'],
    ['/a{500}/', 0, '200 times'],
    ['/((a{200}){200})+/', 0, 'too large'],
  ];
  for (const [text, position, part] of cases) {
    assert.throws(
      () => parseFilter(text),
      (error) =>
        error instanceof FilterSyntaxError &&
        error.position === position &&
        error.message.includes(part),
      text,
    );
  }
});

test('a filter that cannot be understood holds as far as it can', () => {
  const shown = (text: string) => [post, unanswered].filter(parseUpTo(text)).map(({ id }) => id);
  for (const text of ['', 'status-code:abc', '(get', '"open', 'body:"open', 'a:b (', 'method:']) {
    assert.deepEqual(shown(text), text.startsWith('a:b') ? [] : ['e1', 'e2'], text);
  }
  assert.deepEqual(shown('get status-code:abc'), ['e2']);
  assert.deepEqual(shown('method:POST ('), ['e1']);
});

test('routes of the workspace and the host that was traced are told by others', () => {
  const routes: Readonly<Record<string, string[]>> = {
    '/books/7': ['/books/{id}', '/books/{name}'],
    '/orders': ['/orders'],
  };
  const context: FilterContext = {
    ...plainContext,
    routesOf: ({ request }) => (routes[request.target] ?? []).map((template) => ({ template })),
    tracedHostOf: (id) => (id.startsWith('2/') ? 'web-2' : 'web-1'),
  };
  const shown = (text: string) =>
    ['/books/7', '/orders', '/other'].filter((target, index) =>
      parseFilter(text, context)(plainExchange({ target, id: index === 1 ? '2/1' : '1' })),
    );
  assert.deepEqual(shown('route:/books'), ['/books/7']);
  assert.deepEqual(shown('route:/books/{name}'), ['/books/7']);
  assert.deepEqual(shown('route:*'), ['/books/7', '/orders']);
  assert.deepEqual(shown('route:/o*'), ['/orders']);
  assert.deepEqual(shown('route:none'), ['/other']);
  assert.deepEqual(shown('-route:none traced-host:web-1'), ['/books/7']);
  const { items } = suggest('route:', 6, [plainExchange({ target: '/books/7' })], context);
  assert.deepEqual(
    items.map(({ insert }) => insert),
    ['/books/{id}', '/books/{name}', '*', 'none'],
  );
});
