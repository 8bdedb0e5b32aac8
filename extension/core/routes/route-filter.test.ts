import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilter } from '../filter/filter.ts';
import { routeFilter } from './route-filter.ts';
import { exchangeOf, routeOf } from './testing/routes.ts';

const table: readonly [route: string, through: readonly string[], not: readonly string[]][] = [
  ['GET /', ['GET /', 'GET /?q=1'], ['GET /a', 'GET /a/', 'POST /']],
  [
    'GET /books',
    ['GET /books', 'GET /books?x=/y'],
    ['GET /books/1', 'GET /bookshop', 'GET /v1/books'],
  ],
  ['* /books', ['PUT /books'], ['PUT /books/1']],
  ['GET /books/{id}', ['GET /books/1'], ['GET /books/1/stock', 'GET /books']],
  ['GET /b/{x}/c/{y}', ['GET /b/1/c/2'], ['GET /b/1/2/c/3', 'GET /b/1/c/2/3', 'GET /b/1/d/2']],
  ['GET /files/{rest*}', ['GET /files/a', 'GET /files/a/b/c'], ['GET /file']],
  ['GET /a (b)/{x}', ['GET /a (b)/1'], ['GET /a (b)', 'GET /a']],
  ['GET /files/{name}.json', ['GET /files/a.json'], ['GET /files/a/b.json', 'GET /files/a']],
];

test('the filter of a route lets its exchanges through and no others', () => {
  for (const [name, through, not] of table) {
    const filter = parseFilter(routeFilter(routeOf(name)));
    const passes = (request: string) => filter(exchangeOf({ id: 'e', request }));
    for (const request of through) assert.ok(passes(request), `${name}: ${request}`);
    for (const request of not) assert.ok(!passes(request), `${name}: ${request}`);
  }
});
