import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalAddresses } from './local-addresses.ts';

/** A host whose interfaces come and go, and a clock that stands. */
function host(...own: string[]) {
  const state = { own, nowMs: 0, reads: 0 };
  const addresses = new LocalAddresses(
    () => state.nowMs,
    () => {
      state.reads++;
      return state.own;
    },
  );
  return { state, addresses };
}

test('loopback is always here, and nothing is read for it', () => {
  const { state, addresses } = host();
  assert.deepEqual(addresses.ends('127.0.0.1', '127.8.9.10'), [true, true]);
  assert.deepEqual(addresses.ends('::1', '::1'), [true, true]);
  assert.equal(state.reads, 0);
});

test('connections with other hosts do not have the list read again and again', () => {
  const { state, addresses } = host('10.0.0.1');
  for (let n = 0; n < 100; n++) {
    assert.deepEqual(addresses.ends('10.0.0.1', `192.0.2.${n}`), [true, false]);
    assert.deepEqual(addresses.ends(`192.0.2.${n}`, '10.0.0.1'), [false, true]);
    state.nowMs += 10;
  }
  assert.equal(state.reads, 1);
});

test('an address that is new is known with its first connection', () => {
  const { state, addresses } = host('10.0.0.1');
  assert.deepEqual(addresses.ends('10.0.0.1', '192.0.2.1'), [true, false]);
  state.own.push('10.0.0.2');
  state.nowMs += 20;
  assert.deepEqual(addresses.ends('10.0.0.2', '192.0.2.1'), [true, false]);
});

test('packets that are only forwarded have it read now and then', () => {
  const { state, addresses } = host('10.0.0.1');
  for (let n = 0; n < 100; n++) {
    assert.deepEqual(addresses.ends('192.0.2.1', '192.0.2.2'), [false, false]);
    state.nowMs += 1;
  }
  assert.equal(state.reads, 10);
});
