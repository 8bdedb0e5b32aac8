import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, shapes, toldShape } from './compare.ts';

test('templates of frameworks have the shape of those that are told', () => {
  const table = [
    ['GET /:id(\\d+)/x/*', 'colon', '/{number}/x/{rest*}'],
    ['GET /a/:b{[0-9]+}/', 'colon', '/a/{b}'],
    ['GET /any/*path', 'colon', '/any/{path*}'],
    ['GET /r/<path:name>/<int:at>', 'angle', '/r/{name*}/{at}'],
    ['GET /f/{name:path}/{id:[0-9]+}', 'brace', '/f/{name*}/{id}'],
    ['GET /admin/*', 'brace', '/admin/{rest*}'],
    ['GET /', 'brace', '/'],
  ] as const;
  for (const [line, syntax, told] of table) {
    assert.deepEqual(
      shapes(line, syntax).map(({ template }) => template),
      [toldShape(told)],
      line,
    );
  }
  const months = shapes('GET /:year/:month?', 'colon').map(({ template }) => template);
  assert.deepEqual(months, ['/{}', '/{}/{}']);
});

test('what is missing lowers recall, what is wrong precision', () => {
  const listed = ['GET /a', 'HEAD /a', 'POST /b', 'GET /all', 'PUT /all'].flatMap((line) =>
    shapes(line, 'brace'),
  );
  const found = [
    { method: 'GET', template: '/a', confidence: 'high' },
    { method: '*', template: '/all', confidence: 'high' },
    { method: 'GET', template: '/ghost', confidence: 'high' },
    { method: 'GET', template: '/unmounted', confidence: 'medium' },
  ];
  const { listed: count, recalled, sure, right, unsure, missing, wrong } = compare(listed, found);
  assert.deepEqual([count, recalled, sure, right, unsure], [4, 3, 3, 2, 1]);
  assert.deepEqual([missing, wrong], [['POST /b'], ['GET /ghost']]);
});

test('a route that is listed for every method is one route', () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT'];
  const listed = methods.map((method) => ({ method, template: '/any' }));
  const found = [{ method: '*', template: '/any', confidence: 'high' }];
  assert.equal(compare(listed, found).listed, 1);
  assert.equal(compare(listed.slice(1), found).listed, 6);
});
