import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rememberingPrompts } from '../../core/session/remembered-answers.ts';
import { scriptedPrompts } from '../../core/testing/scripted-prompts.ts';
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

const key = 'password dev@web:22';
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
  first.keep('sudo dev@web:22', 'right');
  await first.offer(yes);
  first.forget(key);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([...secrets.keys()], ['sudo dev@web:22']);
  await first.forgetAll();
  assert.equal(secrets.size, 0);
  assert.equal(await first.get('sudo dev@web:22'), undefined);
});

test('what was kept before answers were for one port is given to no server', async () => {
  const { window } = storage();
  const earlier = window();
  for (const old of ['password dev@web', 'sudo dev@web']) earlier.keep(old, 'of port 22');
  await earlier.offer(yes);
  const asked = scriptedPrompts({
    password: async () => undefined,
    sudoPassword: async () => undefined,
  });
  const prompts = rememberingPrompts(asked, window());
  const question = { destination: 'dev@web', server: 'dev@web:22', attempt: 1 };
  assert.equal(await prompts.password(question), undefined);
  assert.equal(await prompts.sudoPassword(question), undefined);
  assert.equal(asked.asked.length, 2);
});
