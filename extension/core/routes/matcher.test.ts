import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route } from '../../route-server/protocol/route.ts';
import { RouteMatcher } from './matcher.ts';
import { routeOf } from './testing/routes.ts';

const matcher = new RouteMatcher(
  [
    'GET /',
    'GET /books',
    'GET /books/{id}',
    'GET /books/new',
    'GET /books/{id}/stock',
    'POST /books',
    '* /books/any',
    'GET /files/{rest*}',
    'GET /files/{name}.json',
    'GET /files/{name}/{part}',
    'GET /{page}/about',
    'GET /a b',
    'GET /v{}/{x}',
  ].map((name) => routeOf(name)),
);

const table: readonly [request: string, template: string | null][] = [
  ['GET /', '/'],
  ['GET /books', '/books'],
  ['GET /books/', '/books'],
  ['GET /books/17', '/books/{id}'],
  ['GET /books/new', '/books/new'],
  ['GET /books/17/stock', '/books/{id}/stock'],
  ['GET /books/new/stock', '/books/{id}/stock'],
  ['POST /books', '/books'],
  ['POST /books/17', null],
  ['DELETE /books/any', '/books/any'],
  ['GET /books/any', '/books/any'],
  ['HEAD /books/17', '/books/{id}'],
  ['GET /files/a.json', '/files/{name}.json'],
  ['GET /files/a/b', '/files/{name}/{part}'],
  ['GET /files/a/b/c', '/files/{rest*}'],
  ['GET /files', '/files/{rest*}'],
  ['GET /books/about', '/books/{id}'],
  ['GET /shop/about', '/{page}/about'],
  ['GET /a%20b', '/a b'],
  ['GET /a%zzb', null],
  ['GET /v1/y', '/v{}/{x}'],
  ['GET /nothing', null],
  [`GET ${'/x'.repeat(500)}`, null],
];

test('fixed before mixed before parameters before the rest; own method before any', () => {
  for (const [request, template] of table) {
    const [method = '', path = ''] = request.split(/ (.*)/);
    const found = matcher.match(method, path).map((route) => route.template);
    assert.deepEqual(found, template === null ? [] : [template], request);
    assert.equal(matcher.match(method, path), matcher.match(method, path), 'remembered');
  }
});

test('routes that are equally near are all told', () => {
  const both = [
    routeOf('GET /books/{id}', 'file:///a.js'),
    routeOf('GET /books/{book}', 'file:///b.js'),
  ];
  assert.deepEqual(new RouteMatcher(both).match('GET', '/books/1'), both);
});

test('routes of frameworks that ignore case are found in any, fixed segments still before parameters', () => {
  const written = ['GET /api/Books', 'GET /{page}', 'GET /about', 'GET /api/Books/{id}'];
  const alike = new RouteMatcher([
    ...written.map((name): Route => ({ ...routeOf(name), ignoresCase: true })),
    routeOf('GET /Exact'),
  ]);
  const found = (path: string) => alike.match('GET', path).map(({ template }) => template);
  assert.deepEqual(found('/api/books'), ['/api/Books']);
  assert.deepEqual(found('/API/BOOKS/Seven'), ['/api/Books/{id}']);
  assert.deepEqual(found('/About'), ['/about']);
  assert.deepEqual(found('/Other'), ['/{page}']);
  assert.deepEqual(found('/Exact'), ['/Exact']);
  assert.deepEqual(found('/exact'), ['/{page}'], 'others do not ignore it');
});
