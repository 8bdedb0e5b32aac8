import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Deployment } from '../deploy/deploy.ts';
import { AskingServer } from '../testing/asking-server.ts';
import { fakeArtefacts } from '../testing/fake-agent.ts';
import { scriptedPrompts } from '../testing/scripted-prompts.ts';
import {
  failsToStart,
  isSentence,
  RecordingListener,
  temporaryFolder,
} from '../testing/session-bench.ts';
import { runScript } from '../transport/run.ts';
import { HeldAgent } from './held-agent.ts';
import { openTransport } from './open-transport.ts';

/** A server that lets in, answers keep-alives, and nothing else. */
const folder = temporaryFolder();
const prompts = scriptedPrompts({ password: async () => 'secret' });
let server: AskingServer;
let configFile: string;

before(async () => {
  server = await AskingServer.start('secret');
  configFile = join(folder.path, 'config');
  writeFileSync(
    configFile,
    `Host behind
  ProxyJump gate
  ConnectTimeout 1
Host gate
  HostName 127.0.0.1
  Port ${server.port}
Host *
  IdentityFile none
  IdentityAgent none
  StrictHostKeyChecking no
  UserKnownHostsFile ${folder.path}/known
  GlobalKnownHostsFile none
`,
  );
});
after(() => {
  server.stop();
  folder.remove();
});

const target = (destination: string) => ({
  destination,
  configFile,
  transport: 'builtin' as const,
});

test('a host that opens no session can be cancelled', { timeout: 20_000 }, async () => {
  const abort = new AbortController();
  const listener = new RecordingListener();
  listener.step = (reached) => {
    if (reached === 'inspecting') setTimeout(() => abort.abort(), 100);
  };
  const artefacts = fakeArtefacts(join(folder.path, 'artefacts'));
  const attempt = { target: target('gate'), artefacts, listener, prompts, signal: abort.signal };
  await failsToStart(attempt, 'cancelled');
});

test('the time limit of a command holds while no session is opened', {
  timeout: 20_000,
}, async () => {
  const signal = AbortSignal.timeout(60_000);
  const listener = new RecordingListener();
  const transport = await openTransport(target('gate'), { prompts, listener, signal });
  await assert.rejects(runScript(transport, 'echo', { timeLimitMs: 300, signal }), (error) => {
    isSentence(error, 'connection-lost', /gate did not finish a command within 0.3 s/);
    return true;
  });
  const abort = new AbortController();
  const started = transport.exec('echo', abort.signal);
  abort.abort();
  await assert.rejects(started, { name: 'AbortError' });
  await transport.dispose();
});

test('starting the agent can be cancelled too', { timeout: 20_000 }, async () => {
  const abort = new AbortController();
  const transport = await openTransport(target('gate'), {
    ...{ prompts, listener: new RecordingListener(), signal: abort.signal },
  });
  const deployment = { node: '/node', folder: '/agent', temporary: false } as Deployment;
  const nothing = () => {};
  const agent = HeldAgent.start(
    transport,
    deployment,
    {
      ...{ graceSeconds: 0, log: nothing, interrupted: nothing, resumed: nothing },
      reopen: async () => transport,
    },
    abort.signal,
  );
  abort.abort();
  await assert.rejects(agent, { name: 'AbortError' });
  await transport.dispose();
});

test('ConnectTimeout holds while a host on the way does not lead on', {
  timeout: 20_000,
}, async () => {
  server.mute = true;
  const signal = AbortSignal.timeout(60_000);
  const listener = new RecordingListener();
  await assert.rejects(openTransport(target('behind'), { prompts, listener, signal }), (error) => {
    isSentence(error, 'unreachable', /^gate did not connect to behind .*within 1 s/);
    return true;
  });
  server.mute = false;
});
