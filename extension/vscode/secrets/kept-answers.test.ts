import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeptAnswers } from './kept-answers.ts';

function storage() {
  const secrets = new Map<string, string>();
  const state = new Map<string, unknown>();
  const window = () =>
    new KeptAnswers(
      {
        get: async (key) => secrets.get(key),
        store: async (key, value) => void secrets.set(key, value),
        delete: async (key) => void secrets.delete(key),
      },
      { get: (key) => state.get(key), update: async (key, value) => void state.set(key, value) },
    );
  return { secrets, window };
}

const key = 'password dev@web';
const yes = async () => true;

test('an answer lasts as long as the window, and longer only with consent', async () => {
  const { secrets, window } = storage();
  const first = window();
  first.keep(key, 'secret');
  assert.equal(await first.get(key), 'secret');
  await first.offer(async () => false);
  assert.equal(secrets.size, 0);
  first.keep('other', 'x');
  await first.offer(() => assert.fail('asked again'));

  const second = window();
  assert.equal(await second.get(key), undefined);
  second.keep(key, 'secret');
  await second.offer(yes);
  await second.offer(() => assert.fail('there is nothing new'));
  assert.equal(await window().get(key), 'secret');
});

test('what is refused, and what is to be forgotten, is kept nowhere', async () => {
  const { secrets, window } = storage();
  const first = window();
  first.keep(key, 'wrong');
  first.keep('sudo dev@web', 'right');
  await first.offer(yes);
  first.forget(key);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([...secrets.keys()], ['sudo dev@web']);
  await first.forgetAll();
  assert.equal(secrets.size, 0);
  assert.equal(await first.get('sudo dev@web'), undefined);
});
