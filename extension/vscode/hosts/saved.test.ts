import assert from 'node:assert/strict';
import { test } from 'node:test';
import { savedHost, savedHostNames } from './saved.ts';

const setting = {
  shop: {
    destination: 'dev@10.0.0.5',
    port: 2222,
    identityFile: '~/.ssh/shop',
    transport: 'system',
  },
  'web-1': {},
  broken: { port: '22' },
  strange: { transport: 'telnet' },
  option: { destination: '-oProxyCommand=x' },
  none: 'text',
};

test('saved hosts become targets with their options', () => {
  assert.deepEqual(savedHostNames(setting).slice(0, 2), ['shop', 'web-1']);
  assert.deepEqual(savedHost(setting, 'shop'), setting.shop);
  assert.deepEqual(savedHost(setting, 'web-1'), { destination: 'web-1' });
  assert.equal(savedHost(setting, 'toString'), undefined);
  assert.equal(savedHost(undefined, 'shop'), undefined);
  assert.deepEqual(savedHostNames(['shop']), []);
});

test('what cannot be followed is refused with a sentence, never guessed at', () => {
  for (const name of ['broken', 'strange', 'option', 'none']) {
    assert.throws(() => savedHost(setting, name), /^SessionError: .{20,}\.$/, name);
  }
});
