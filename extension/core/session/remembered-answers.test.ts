import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedPrompts } from '../testing/scripted-prompts.ts';
import { rememberingPrompts, VolatileAnswers } from './remembered-answers.ts';

const server = 'dev@web:22';
const of = (text: string, echo = false) => ({
  ...{ destination: 'dev@web', server, attempt: 1, title: '', instructions: '' },
  prompts: [{ text, echo }],
});

test('a secret is asked for once, and anew only when it was refused', async () => {
  let given = 'wrong';
  const asked = scriptedPrompts({
    password: async () => given,
    passphrase: async ({ keyFile }) => `of ${keyFile}`,
  });
  const prompts = rememberingPrompts(asked, new VolatileAnswers());
  const question = { destination: 'dev@web', server, attempt: 1 };
  assert.equal(await prompts.password(question), 'wrong');
  given = 'right';
  assert.equal(await prompts.password(question), 'wrong', 'not asked again');
  assert.equal(await prompts.password({ ...question, attempt: 2 }), 'right');
  assert.equal(await prompts.password(question), 'right');
  assert.equal(asked.asked.length, 2);
  for (const keyFile of ['a', 'b', 'a']) {
    assert.equal(await prompts.passphrase({ ...question, keyFile }), `of ${keyFile}`);
  }
  assert.equal(asked.asked.length, 4);
});

test('of a server’s own questions only the one for a password is remembered', async () => {
  const asked = scriptedPrompts({ keyboardInteractive: async () => ['answer'] });
  const prompts = rememberingPrompts(asked, new VolatileAnswers());
  for (const round of [1, 2]) {
    assert.deepEqual(await prompts.keyboardInteractive(of('Password: ')), ['answer']);
    assert.deepEqual(await prompts.keyboardInteractive(of('Verification code: ')), ['answer']);
    assert.equal(asked.asked.length, 1 + round);
  }
  await prompts.keyboardInteractive(of('Password: ', true));
  assert.equal(asked.asked.length, 4);
});

test('what was cancelled is not remembered', async () => {
  const asked = scriptedPrompts({ password: async () => undefined });
  const prompts = rememberingPrompts(asked, new VolatileAnswers());
  const question = { destination: 'dev@web', server, attempt: 1 };
  assert.equal(await prompts.password(question), undefined);
  assert.equal(await prompts.password(question), undefined);
  assert.equal(asked.asked.length, 2);
});

test('an answer is for one server and one thing, and for nothing where the server is not known', async () => {
  const asked = scriptedPrompts({
    password: async ({ server }) => `of ${server}`,
    sudoPassword: async ({ server }) => `sudo of ${server}`,
    keyboardInteractive: async ({ server }) => [`of ${server}`],
  });
  const prompts = rememberingPrompts(asked, new VolatileAnswers());
  for (const port of [22, 2222]) {
    const question = { destination: 'dev@web', server: `dev@web:${port}`, attempt: 1 };
    assert.equal(await prompts.password(question), `of dev@web:${port}`);
    assert.equal(await prompts.sudoPassword(question), `sudo of dev@web:${port}`);
    const interactive = { ...of('Password: '), server: question.server };
    assert.deepEqual(await prompts.keyboardInteractive(interactive), [`of dev@web:${port}`]);
  }
  assert.equal(asked.asked.length, 4, 'a server’s password is the same however it asks');
  for (const round of [1, 2]) {
    await prompts.password({ destination: 'dev@web', attempt: 1 });
    assert.equal(asked.asked.length, 4 + round);
  }
});
