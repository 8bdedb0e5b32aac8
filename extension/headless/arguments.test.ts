import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainExchange } from '../core/testing/exchange.ts';
import { parseArguments } from './arguments.ts';
import { UsageError } from './target-options.ts';

test('a destination and nothing else', () => {
  const parsed = parseArguments(['dev@web']);
  assert.ok(parsed !== 'help');
  assert.deepEqual(parsed.target, { destination: 'dev@web', graceSeconds: 0 });
  assert.deepEqual(parsed.options, {
    design: 'auto',
    redact: true,
    secretPatterns: [],
    captureLimit: 65_536,
  });
  assert.equal(parsed.durationMs, undefined);
});

test('a destination with a port, which --port goes before', () => {
  const targetOf = (...words: string[]) => {
    const parsed = parseArguments(words);
    assert.ok(parsed !== 'help');
    const { destination, port } = parsed.target;
    return [destination, port];
  };
  assert.deepEqual(targetOf('box:2222'), ['box', 2222]);
  assert.deepEqual(targetOf('ssh://root@[::1]:2222'), ['root@::1', 2222]);
  assert.deepEqual(targetOf('box:2222', '--port', '22'), ['box', 22]);
  assert.deepEqual(targetOf('a b'), ['a b', undefined], 'told when it is used');
});

test('every option', () => {
  const words =
    'web --port 2222 --identity key --known-hosts known --ssh-config config --grace 9 --design raw_tp --duration 1.5 --filter method:GET --capture-limit 0 --btf /b --only port:80 --secret x-* --no-redact';
  const parsed = parseArguments(words.split(' '));
  assert.ok(parsed !== 'help');
  assert.deepEqual(parsed.target, {
    destination: 'web',
    port: 2222,
    identityFile: 'key',
    knownHostsFile: 'known',
    configFile: 'config',
    graceSeconds: 9,
  });
  assert.deepEqual(parsed.options, {
    design: 'raw_tp',
    redact: false,
    secretPatterns: ['x-*'],
    captureLimit: 0,
    only: { pids: [], names: [], ports: [80], cgroups: [], containers: [] },
    btf: '/b',
  });
  assert.equal(parsed.durationMs, 1500);
});

test('a body may be captured whole', () => {
  const parsed = parseArguments(['web', '--capture-limit', 'unlimited']);
  assert.ok(parsed !== 'help');
  assert.equal(parsed.options.captureLimit, 'unlimited');
});

test('a filter reads bodies in their charset', () => {
  const parsed = parseArguments(['web', '--filter', 'body:café']);
  assert.ok(parsed !== 'help');
  const found = plainExchange({
    responseHeaders: [['Content-Type', 'text/plain; charset=latin1']],
    responseBody: Buffer.from('café', 'latin1'),
  });
  assert.ok(parsed.filter(found));
});

test('help', () => {
  assert.equal(parseArguments(['--help']), 'help');
  assert.equal(parseArguments(['-h', 'web']), 'help');
});

test('what makes no sense', () => {
  for (const words of [
    '',
    'a b',
    'a --port',
    'a --port 0',
    'a --port 1.5',
    'a --port x',
    'a --duration -1',
    'a --duration soon',
    'a --design best',
    'a --capture-limit 1e9',
    'a --capture-limit lots',
    'a --btf file',
    'a --what',
    '-oProxyCommand=x',
  ]) {
    const split = words.split(' ').filter((word) => word !== '');
    assert.throws(() => parseArguments(split), UsageError, words);
  }
});
