import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePageMessage } from './validate.ts';

test('messages of the page pass, without what does not belong to them', () => {
  const good = [
    { type: 'ready', data: {} },
    { type: 'view', data: { list: 'exchanges', first: null, count: 40 } },
    { type: 'view', data: { list: 'connections', first: 7, count: 0 } },
    { type: 'filter', data: { text: 'status-code:5xx' } },
    { type: 'order', data: { list: 'exchanges', column: 'path', descending: true, group: null } },
    { type: 'order', data: { list: 'exchanges', column: null, descending: false, group: 'trace' } },
    { type: 'suggest', data: { text: 'meth', caret: 4 } },
    { type: 'keepFilter', data: { text: 'a', how: 'saved' } },
    { type: 'copy', data: { id: 'e1' } },
    { type: 'openBody', data: { id: 'e1', message: 'request' } },
    { type: 'fold', data: { group: null, open: true } },
    { type: 'fold', data: { group: 'c1', open: false } },
    { type: 'select', data: { id: 'e1' } },
    { type: 'select', data: { id: null } },
    { type: 'action', data: { action: 'resume' } },
  ];
  for (const message of good) {
    const extended = { ...message, data: { ...message.data, extra: 1 }, more: 2 };
    assert.deepEqual(parsePageMessage(extended), message);
  }
});

test('anything else is refused', () => {
  const bad: unknown[] = [
    undefined,
    null,
    'ready',
    [],
    {},
    { type: 'ready' },
    { type: 'ready', data: [] },
    { type: 'toString', data: {} },
    { type: '__proto__', data: {} },
    { type: 'view', data: { list: 'secrets', first: 0, count: 1 } },
    { type: 'view', data: { list: 'exchanges', first: -1, count: 1 } },
    { type: 'view', data: { list: 'exchanges', first: 0.5, count: 1 } },
    { type: 'view', data: { list: 'exchanges', first: 0, count: 1001 } },
    { type: 'view', data: { list: 'exchanges', first: Number.NaN, count: 1 } },
    { type: 'view', data: { list: 'exchanges', count: 1 } },
    { type: 'filter', data: { text: 'x'.repeat(10_001) } },
    { type: 'filter', data: { text: 5 } },
    { type: 'order', data: { list: 'exchanges', column: 5, descending: true, group: null } },
    { type: 'order', data: { list: 'exchanges', column: 'path' } },
    { type: 'order', data: { list: 'exchanges', column: null, descending: true, group: 'age' } },
    { type: 'order', data: { list: 'exchanges', column: null, descending: true } },
    { type: 'fold', data: { group: 7, open: true } },
    { type: 'fold', data: { group: 'c1', open: 'yes' } },
    { type: 'suggest', data: { text: 'meth', caret: 5 } },
    { type: 'keepFilter', data: { text: 'a', how: 'sent' } },
    { type: 'openBody', data: { id: 'e1', message: 'both' } },
    { type: 'select', data: { id: {} } },
    { type: 'action', data: { action: 'constructor' } },
  ];
  for (const message of bad) assert.equal(parsePageMessage(message), undefined);
});
