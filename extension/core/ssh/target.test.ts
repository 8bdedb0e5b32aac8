import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceTarget } from '../session/session.ts';
import { formatTarget, parseTarget, targetProblem } from './target.ts';

const readings: readonly [text: string, target: TraceTarget, shown?: string][] = [
  ['web-1', { destination: 'web-1' }],
  ['  deploy@web-1 ', { destination: 'deploy@web-1' }, 'deploy@web-1'],
  ['deploy@web-1:2222', { destination: 'deploy@web-1', port: 2222 }],
  ['deploy@web-1 -p 2222', { destination: 'deploy@web-1', port: 2222 }, 'deploy@web-1:2222'],
  ['ssh deploy@web-1 -p2222', { destination: 'deploy@web-1', port: 2222 }, 'deploy@web-1:2222'],
  ['ssh web-1', { destination: 'web-1' }, 'web-1'],
  ['me@corp.example@gate:22', { destination: 'me@corp.example@gate', port: 22 }],
  ['2001:db8::1', { destination: '2001:db8::1' }],
  ['root@2001:db8::1', { destination: 'root@2001:db8::1' }],
  ['root@[2001:db8::1]', { destination: 'root@2001:db8::1' }, 'root@2001:db8::1'],
  ['root@[2001:db8::1]:2222', { destination: 'root@2001:db8::1', port: 2222 }],
  ['ssh://root@web-1:2222', { destination: 'root@web-1', port: 2222 }, 'root@web-1:2222'],
  ['ssh://[2001:db8::1]/', { destination: '2001:db8::1' }, '2001:db8::1'],
  ['local', { destination: 'local' }],
];

test('what people type is read, and shown in a form that is read again', () => {
  for (const [text, target, shown = text] of readings) {
    assert.deepEqual(parseTarget(text), target);
    assert.equal(formatTarget(target), shown);
    assert.deepEqual(parseTarget(shown), target);
    assert.equal(targetProblem(text), undefined);
  }
});

test('what is no destination is refused with a sentence', () => {
  const bad = ['', '-oProxyCommand=x', 'a b', 'u@', '@h', 'h:0', 'h:70000', 'h; rm', 'h -p 99999'];
  for (const text of bad) {
    assert.match(targetProblem(text) ?? '', /^.{20,}\.$/s, JSON.stringify(text));
  }
});
