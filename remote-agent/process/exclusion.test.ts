import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Endpoint } from '../protocol/exchange.ts';
import { Exclusion } from './exclusion.ts';

function tuple(local: Endpoint, remote: Endpoint) {
  return { local, remote, netns: 1 };
}

test('both ends of the own SSH connection', () => {
  const client = { address: '10.0.2.2', port: 49_458 };
  const server = { address: '10.0.2.15', port: 22 };
  const exclusion = new Exclusion('10.0.2.2 49458 10.0.2.15 22');
  assert.ok(exclusion.excludesConnection(tuple(server, client)));
  assert.ok(exclusion.excludesConnection(tuple(client, server)));
  assert.ok(!exclusion.excludesConnection(tuple(server, { ...client, port: 49_459 })));
});

test('addresses as sshd writes them', () => {
  const remote = { address: 'fe80::1', port: 5 };
  const local = { address: '10.0.0.1', port: 22 };
  const exclusion = new Exclusion('fe80::1%eth0 5 ::ffff:10.0.0.1 22');
  assert.ok(exclusion.excludesConnection(tuple(local, remote)));
});

test('without SSH nothing is excluded', () => {
  for (const variable of [undefined, '', 'nonsense']) {
    const exclusion = new Exclusion(variable);
    const nowhere = { address: '', port: 0 };
    assert.ok(!exclusion.excludesConnection(tuple(nowhere, nowhere)));
  }
});

test('the SSH server that this process descends from', () => {
  const processes = new Map(
    [
      [50, 'node', 40],
      [40, 'bash', 30],
      [30, 'sshd-session', 20],
      [20, 'sshd', 10],
      [10, 'sshd', 1],
    ].map(([pid, name, parent]) => [pid, { name: String(name), parent: Number(parent) }]),
  );
  const exclusion = new Exclusion(undefined);
  exclusion.addSshAncestors(50, (pid) => {
    const found = processes.get(pid);
    return found ? { ...found, startTime: '', command: '' } : null;
  });
  assert.deepEqual(
    [50, 40, 30, 20, 10, 1].filter((pid) => exclusion.excludesProcess(pid)),
    [30, 20],
  );
});
