import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { AskingServer } from '../testing/asking-server.ts';
import { scriptedPrompts } from '../testing/scripted-prompts.ts';
import { temporaryFolder } from '../testing/session-bench.ts';
import { openTransport } from './open-transport.ts';
import { rememberingPrompts, VolatileAnswers } from './remembered-answers.ts';

/** Two servers at one address, each with a password of its own. */
const folder = temporaryFolder();
let gate: AskingServer;
let inner: AskingServer;

before(async () => {
  [gate, inner] = await Promise.all([
    AskingServer.start('of gate'),
    AskingServer.start('of inner'),
  ]);
});
after(() => {
  gate.stop();
  inner.stop();
  folder.remove();
});

for (const transport of ['builtin', 'system'] as const) {
  test(`${transport}: a password goes to the server that it is for alone, also behind another`, async () => {
    const configFile = join(folder.path, transport);
    writeFileSync(
      configFile,
      `Host behind
  HostName 127.0.0.1
  ProxyJump me@127.0.0.1:${gate.port}
Host *
  User me
  IdentityFile none
  IdentityAgent none
  StrictHostKeyChecking no
  UserKnownHostsFile ${folder.path}/known
  GlobalKnownHostsFile none
`,
    );
    const asked = scriptedPrompts({
      password: async ({ destination }) => {
        // ssh tells no port of a host on the way that is called as the target is.
        if (destination === 'me@127.0.0.1') return 'of gate';
        return destination.endsWith(`:${gate.port}`) ? 'of gate' : 'of inner';
      },
    });
    const prompts = rememberingPrompts(asked, new VolatileAnswers());
    const attempts = [
      { destination: 'me@127.0.0.1', port: gate.port },
      { destination: 'me@127.0.0.1', port: inner.port },
      { destination: 'behind', port: inner.port },
    ];
    for (const attempt of [...attempts, ...attempts]) {
      const target = { ...attempt, configFile, transport };
      const listener = { step: () => {}, log: () => {} };
      const signal = AbortSignal.timeout(60_000);
      await (await openTransport(target, { prompts, listener, signal })).dispose();
    }
    assert.deepEqual([...new Set(gate.offered.splice(0))], ['of gate']);
    assert.deepEqual([...new Set(inner.offered.splice(0))], ['of inner']);
    // The host on the way is the same server in both; by ssh alone it is not known to be.
    assert.equal(asked.asked.length, transport === 'builtin' ? 3 : 5);
  });
}
