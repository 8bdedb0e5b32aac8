import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainExchange } from '../testing/exchange.ts';
import { namedEvent, namedExchange, nameIn, traceOfName } from './names.ts';

test('names of two traces never meet, whatever a host calls its own', () => {
  const ids = ['c1', '2/c1', '1/c1', '1/2/c1', '/c1', 'a/b', ''];
  const names = [1, 2, 3, 12].flatMap((trace) => ids.map((id) => nameIn(trace, id)));
  assert.equal(new Set(names).size, names.length);
  for (const trace of [1, 2, 3, 12]) {
    for (const id of ids) assert.equal(traceOfName(nameIn(trace, id)), trace, id);
  }
  assert.equal(nameIn(1, 'c1'), 'c1');
});

test('an exchange is renamed with its connection and with what it was made for', () => {
  const plain = plainExchange({ id: 'e2', more: { cause: { exchange: 'e1', by: 'thread' } } });
  const { id, connection, cause } = namedExchange(plain, 2);
  assert.deepEqual([id, connection, cause?.exchange], ['2/e2', '2/c1', '2/e1']);
  assert.equal(namedExchange(plain, 1), plain);
  const sly = namedExchange({ ...plain, connection: '2/c1' }, 1);
  assert.deepEqual([sly.id, sly.connection], ['e2', '1/2/c1']);
  const event = { id: 'c1', event: 'listen', timeMs: 0, process: null, remote: null } as const;
  const local = { address: '::', port: 80 };
  assert.equal(namedEvent({ ...event, local }, 3).id, '3/c1');
});
