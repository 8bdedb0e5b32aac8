import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DataEvent, eventFlag } from '../capture/events.ts';
import { StreamDirection } from './direction.ts';

function record() {
  const told: string[] = [];
  const direction = new StreamDirection({
    data: (bytes, start, end, position) =>
      told.push(`${position}:${bytes.toString('latin1', start, end)}`),
    hole: (position, length, cause) => told.push(`${position}:${length} ${cause}`),
  });
  return { told, direction };
}

function event(position: number, text: string, more: Partial<DataEvent> = {}): DataEvent {
  const bytes = Buffer.from(`..${text}..`);
  return {
    connection: 1,
    flags: 0,
    timeNs: 1e9 + position,
    beganNs: 1e9 + position,
    position,
    moved: text.length,
    pid: 1,
    tid: 1,
    comm: '',
    bytes,
    start: 2,
    end: 2 + text.length,
    ...more,
  };
}

test('events in order', () => {
  const { told, direction } = record();
  direction.push(event(0, 'ab'));
  direction.push(event(2, 'cd'));
  assert.deepEqual(told, ['0:ab', '2:cd']);
  assert.equal(direction.position, 4);
});

test('what did not come is declared missing', () => {
  const { told, direction } = record();
  direction.push(event(0, 'ab'));
  assert.equal(direction.isEarly(event(2, 'cd')), false);
  assert.equal(direction.isEarly(event(10, 'kl')), true);
  direction.push(event(10, 'kl'));
  assert.deepEqual(told, ['0:ab', '2:8 lost', '10:kl']);
  direction.push(event(2, 'cdefghij'));
  assert.equal(told.length, 3);
});

test('events that overlap', () => {
  const { told, direction } = record();
  direction.push(event(0, 'abcd'));
  direction.push(event(0, 'abcd'));
  direction.push(event(2, 'cdef'));
  assert.deepEqual(told, ['0:abcd', '4:ef']);
});

test('bytes that were not captured', () => {
  const { told, direction } = record();
  direction.push(event(0, 'ab', { moved: 10 }));
  direction.push(event(10, '', { moved: 5, flags: eventFlag.FLAG_UNREADABLE }));
  direction.push(event(15, 'z'));
  assert.deepEqual(told, ['0:ab', '2:8 limit', '10:5 lost', '15:z']);
});

test('a joined connection counts from its first event', () => {
  const { told, direction } = record();
  direction.push(event(1000, 'ab', { flags: eventFlag.FLAG_JOINED }));
  direction.push(event(1002, 'cd', { flags: eventFlag.FLAG_JOINED }));
  assert.deepEqual(told, ['1000:ab', '1002:cd']);
});

test('the end of a stream is known', () => {
  const { told, direction } = record();
  direction.push(event(0, 'ab'));
  direction.endAt(2, 0);
  direction.endAt(9, 0);
  assert.deepEqual(told, ['0:ab', '2:7 lost']);
});
