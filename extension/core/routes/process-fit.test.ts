import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Process } from '../../../remote-agent/protocol/exchange.ts';
import { fitting } from './process-fit.ts';

const uris = [
  'file:///home/ann/shop/services/orders/src/main.js',
  'file:///home/ann/shop/services/payments/src/main.js',
  'file:///home/ann/app/web/main.js',
];
const routes = uris.map((uri) => ({
  declared: { uri, line: 0, character: 0, endLine: 0, endCharacter: 0 },
  language: 'javascript' as const,
}));

/** Which of the three files a process may run. */
function fits(more: Partial<Process>, mapping: Record<string, string> = {}): number[] {
  const process = { pid: 1, name: 'node', command: 'node main.js', ...more };
  return fitting(routes, process, mapping, 80).map((route) => routes.indexOf(route));
}

test('the working directory says which folder it is', () => {
  assert.deepEqual(fits({}), [0, 1, 2]);
  assert.deepEqual(fits({ cwd: '/srv/deployed/orders' }), [0]);
  assert.deepEqual(fits({ cwd: '/srv/shop' }), [0, 1], 'both lie in it');
  assert.deepEqual(fits({ cwd: '/srv/elsewhere' }), [0, 1, 2]);
});

test('a path in the command line begins at the working directory', () => {
  const cwd = '/srv/shop';
  assert.deepEqual(fits({ cwd, command: 'node services/payments/main.js' }), [1]);
  assert.deepEqual(fits({ cwd, command: 'node /opt/services/orders/main.js' }), [0]);
});

test('general names of folders in containers decide nothing', () => {
  assert.deepEqual(fits({ cwd: '/app' }), [0, 1, 2]);
  assert.deepEqual(fits({ cwd: '/' }), [0, 1, 2]);
});

test('the name of a container says it, as Compose makes it', () => {
  const named = (name: string) => fits({ cwd: '/app', container: { id: 'c', name } });
  assert.deepEqual(named('shop-orders-1'), [0]);
  assert.deepEqual(named('shop_payments_2'), [1]);
  assert.deepEqual(named('payments'), [1]);
  assert.deepEqual(named('shop-backorders-1'), [0, 1, 2]);
});

test('what was set goes before what is found', () => {
  const mapping = { '/srv/orders': 'services/payments', blue: 'app/web' };
  assert.deepEqual(fits({ cwd: '/srv/orders' }, mapping), [1]);
  assert.deepEqual(fits({ container: { id: 'c', name: 'blue-7' } }, mapping), [2]);
});

test('names that an address writes otherwise', () => {
  const route = {
    declared: { ...routes[0]?.declared, uri: 'file:///home/ann/caf%C3%A9%20bar/main.js' },
    language: 'javascript',
  } as (typeof routes)[number];
  const process = { pid: 1, name: 'node', command: 'node', cwd: '/srv/café bar' };
  assert.deepEqual(fitting([...routes, route], process, {}, 80), [route]);
});
