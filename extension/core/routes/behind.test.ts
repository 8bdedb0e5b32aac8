import assert from 'node:assert/strict';
import { test } from 'node:test';
import { behind } from './behind.ts';
import { exchangeOf, routeOf } from './testing/routes.ts';

const route = routeOf('GET /books');
const call = { id: 'call', language: 'javascript' } as never;
const traffic = { routesOf: () => [route], callsOf: () => [call] };

test('a route is behind what this host answered, and a call behind what it asked', () => {
  const at = (side: 'server' | 'client', pid = 7) =>
    behind(traffic, exchangeOf({ id: 'e1', request: 'GET /books', side, process: { pid } }));
  assert.deepEqual(at('server'), [route]);
  assert.deepEqual(at('client'), [call]);
  assert.deepEqual(at('client', 0), [route], 'of a browser, in a file');
  assert.deepEqual(
    behind({ ...traffic, routesOf: () => [] }, exchangeOf({ id: 'e1', request: 'GET /x' })),
    [call],
  );
});
