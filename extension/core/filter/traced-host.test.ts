import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainExchange } from '../testing/exchange.ts';
import { parseFilter } from './filter.ts';
import { plainContext } from './states.ts';
import { tracedHostFilter } from './traced-host.ts';

const hosts = [
  'web-1',
  'web-10',
  'dev@web-2:2222',
  'root@[2001:db8::7]:22',
  'local',
  'odd "host" (x)',
];

function shown(filter: string): readonly string[] {
  return hosts.filter((host) =>
    parseFilter(filter, { ...plainContext, tracedHostOf: () => host })(plainExchange({})),
  );
}

test('a traced host is named whole, with or without its user and its port', () => {
  assert.deepEqual(shown('traced-host:web-1'), ['web-1']);
  assert.deepEqual(shown('traced-host:WEB-2'), ['dev@web-2:2222']);
  assert.deepEqual(shown('traced-host:dev@web-2'), ['dev@web-2:2222']);
  assert.deepEqual(shown('traced-host:web-2:2222'), ['dev@web-2:2222']);
  assert.deepEqual(shown('traced-host:2001:db8::7'), ['root@[2001:db8::7]:22']);
  assert.deepEqual(shown('traced-host:web-*'), ['web-1', 'web-10', 'dev@web-2:2222']);
  assert.deepEqual(shown('traced-host:/^web-1.$/'), ['web-10']);
  assert.deepEqual(shown('-traced-host:web*').includes('web-1'), false);
});

test('the filter of a host shows that one alone', () => {
  for (const host of hosts) assert.deepEqual(shown(tracedHostFilter(host)), [host]);
});
