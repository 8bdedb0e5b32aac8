import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FilterSyntaxError } from '../filter/tokens.ts';
import { parseOnly } from './parse.ts';

test('what is to be watched', () => {
  assert.equal(parseOnly('  '), undefined);
  assert.deepEqual(
    parseOnly('process:nginx port:80,8080 pid:12 container:4f1d cgroup:"/a b,c" process:node'),
    {
      pids: [12],
      names: ['nginx', 'node'],
      ports: [80, 8080],
      cgroups: ['/a b,c'],
      containers: ['4f1d'],
    },
  );
});

test('what cannot be watched is refused with a sentence', () => {
  const many = Array.from({ length: 65 }, (_, index) => index + 1).join(',');
  for (const text of [
    'nginx',
    'method:GET',
    '-process:nginx',
    'process:',
    'process:a,,b',
    'pid:0',
    'pid:x',
    'pid:1.5',
    'port:65536',
    `port:${many}`,
    'process:"a',
  ]) {
    assert.throws(
      () => parseOnly(text),
      (error) => error instanceof FilterSyntaxError && /^.{15,}\.$/s.test(error.message),
      text,
    );
  }
});
