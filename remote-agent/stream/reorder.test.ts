import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DataEvent, eventFlag } from '../capture/events.ts';
import { StreamDirection } from './direction.ts';
import { Reorder } from './reorder.ts';

function record() {
  const told: string[] = [];
  const direction = (name: string) =>
    new StreamDirection({
      data: (bytes, start, end) => told.push(`${name}${bytes.toString('latin1', start, end)}`),
      hole: (position, length) => told.push(`${name}hole ${position} ${length}`),
    });
  return { told, order: new Reorder(direction('>'), direction('<')) };
}

/** At `ms` milliseconds. */
function event(ms: number, sends: boolean, position: number, text: string): DataEvent {
  const bytes = Buffer.from(text);
  const timeNs = ms * 1e6;
  return {
    ...{ connection: 1, flags: sends ? eventFlag.FLAG_SEND : 0, timeNs, beganNs: timeNs, position },
    ...{ moved: text.length, pid: 1, tid: 1, comm: '', bytes, start: 0, end: text.length },
  };
}

test('events in the wrong order are put in order', () => {
  const { told, order } = record();
  for (const [ms, position, text] of [
    [3, 4, 'ef'],
    [2, 2, 'cd'],
    [1, 0, 'ab'],
    [4, 6, 'gh'],
  ] as const) {
    order.push(event(ms, false, position, text));
  }
  assert.deepEqual(told, ['<ab', '<cd', '<ef', '<gh']);
  assert.equal(order.waiting, false);
});

test('nothing overtakes what waits, in neither direction', () => {
  const { told, order } = record();
  order.push(event(1, false, 0, 'ask'));
  order.push(event(3, false, 6, 'then'));
  order.push(event(4, true, 0, 'answer'));
  assert.deepEqual(told, ['<ask']);
  order.push(event(2, false, 3, 'and'));
  assert.deepEqual(told, ['<ask', '<and', '<then', '>answer']);
});

test('what does not come is given up after a moment', () => {
  const { told, order } = record();
  order.push(event(1, false, 3, 'lost'));
  order.push(event(2, true, 0, 'answer'));
  order.expire(20e6);
  assert.deepEqual(told, []);
  order.expire(21e6);
  assert.deepEqual(told, ['<hole 0 3', '<lost', '>answer']);
});

test('time that events report counts as well, and many events do not wait', () => {
  const late = record();
  late.order.push(event(1, false, 3, 'a'));
  late.order.push(event(30, false, 4, 'b'));
  assert.deepEqual(late.told, ['<hole 0 3', '<a', '<b']);

  const many = record();
  for (let i = 1; i <= 33; i++) many.order.push(event(1, false, i, 'x'));
  assert.equal(many.told.length, 34);
  assert.equal(many.order.waiting, false);
});

test('two holes, of which one is filled', () => {
  const { told, order } = record();
  order.push(event(1, true, 2, 'sent'));
  order.push(event(2, false, 2, 'read'));
  order.push(event(3, false, 0, '..'));
  assert.deepEqual(told, []);
  order.push(event(4, true, 0, '--'));
  assert.deepEqual(told, ['>--', '>sent', '<..', '<read']);
});
