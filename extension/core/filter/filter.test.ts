import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FilterSubject, FilterSyntaxError, parseFilter } from './filter.ts';

const post: FilterSubject = {
  process: { pid: 412, name: 'nginx', command: 'nginx: worker process' },
  peer: { process: { pid: 7001, name: 'curl', command: 'curl http://api.example.com:8080/' } },
  request: { method: 'POST', target: '/Orders/17?page=2', authority: 'api.example.com:8080' },
  response: { status: 503 },
};
const unanswered: FilterSubject = {
  process: { pid: 9, name: 'node', command: 'node server.js' },
  peer: {},
  request: { method: 'GET', target: 'http://[::1]:3000/health', authority: '[::1]:3000' },
  response: null,
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
  const odd: FilterSubject = {
    ...post,
    request: { ...post.request, target: '/a(b)[c]{d}|e^f$g\\h+i' },
  };
  assert.equal(parseFilter('(b)[c]{d}|e^f$g\\h+i')(odd), true);
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
