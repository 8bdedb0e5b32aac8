import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root } from '../../build/paths.ts';
import { artefactsIn } from '../../extension/core/deploy/artefacts.ts';
import type { KeyboardInteractiveQuestion, Prompts } from '../../extension/core/session/prompts.ts';
import type { TraceTarget } from '../../extension/core/session/session.ts';
import { type Cable, layCable } from '../../extension/core/testing/cable.ts';
import { scriptedPrompts } from '../../extension/core/testing/scripted-prompts.ts';
import {
  failsToStart,
  RecordingListener,
  start,
} from '../../extension/core/testing/session-bench.ts';
import { asBefore, traces } from '../integration/trace-leftovers.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { pwsudo } from '../vm/users.ts';
import { limit } from './one-trace.ts';
import { askForCodes, codeOfNow } from './second-factor.ts';

const artefacts = artefactsIn(join(root, 'dist/agent'));
const byPassword = { name: pwsudo.name, first: 'password' } as const;
const byKey = { name: 'keyandcode', first: 'key' } as const;

/** Two factors as OpenSSH and PAM ask for them: two questions, one after the other. */
describe('a host that asks for a one-time code', () => {
  let host: VmHost;
  let cable: Cable;
  let folder: string;
  let clean: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'http-trace-factors-'));
    host = await startHost({ kernel: '6.12' });
    cable = await layCable(host.target.port);
    const commands = `useradd --create-home --shell /bin/bash --groups node ${byKey.name}
      echo '${byKey.name} ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/${byKey.name}`;
    await host.mustRun(commands, { user: 'root' });
    await askForCodes(host, [byPassword, byKey]);
    clean = await traces(host);
  });
  after(async () => {
    await cable.close();
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function target(name: string, more: Partial<TraceTarget>): TraceTarget {
    const knownHostsFile = join(folder, 'known_hosts');
    const known = readFileSync(host.target.knownHostsFile, 'utf8');
    writeFileSync(knownHostsFile, known.replace(/\]:\d+/, `]:${cable.port}`));
    const configFile = join(folder, 'config');
    writeFileSync(configFile, 'GlobalKnownHostsFile none\nIdentityAgent none\n');
    const destination = `${name}@${host.target.host}`;
    return { destination, port: cable.port, knownHostsFile, configFile, ...more };
  }

  /** A person who knows the password and has the codes; `code` is what they type. */
  function person(code: (attempt: number) => string = codeOfNow) {
    return scriptedPrompts({
      keyboardInteractive: async ({ prompts, attempt }) =>
        prompts.map(({ text }) => (/code/i.test(text) ? code(attempt) : (pwsudo.password ?? ''))),
      sudoPassword: async () => pwsudo.password,
    });
  }

  /** What was asked, in words. */
  function asked({ asked: all }: ReturnType<typeof person>): string[] {
    return all.flatMap(({ kind, question }) =>
      kind === 'keyboardInteractive'
        ? (question as KeyboardInteractiveQuestion).prompts.map(({ text, echo }) =>
            echo ? `${text} (shown)` : text,
          )
        : [kind],
    );
  }

  async function traced(
    to: TraceTarget,
    prompts: Prompts,
    meanwhile: (listener: RecordingListener) => Promise<void> = async () => {},
  ): Promise<void> {
    const listener = new RecordingListener();
    const session = await start({ target: to, artefacts, listener, prompts });
    await meanwhile(listener);
    const path = `/two-factors/${listener.told.length}`;
    await host.mustRun(`curl -s http://127.0.0.1${path}`);
    await until(() => listener.told.some(({ request }) => request.target === path));
    await session.stop();
    assert.equal(await listener.end, undefined);
    await asBefore(host, clean);
  }

  for (const transport of ['builtin', 'system'] as const) {
    test(`password, then code, then sudo's password: ${transport}`, limit, async () => {
      const prompts = person();
      await traced(target(byPassword.name, { transport }), prompts);
      assert.deepEqual(asked(prompts), ['Password:', 'Verification code:', 'sudoPassword']);
    });

    test(`a wrong code is asked for anew, with the password: ${transport}`, limit, async () => {
      const prompts = person((attempt) => (attempt === 1 ? '000000' : codeOfNow()));
      await traced(target(byPassword.name, { transport }), prompts);
      const both = ['Password:', 'Verification code:'];
      assert.deepEqual(asked(prompts), [...both, ...both, 'sudoPassword']);
    });

    test(`a key, then a code: ${transport}`, limit, async () => {
      const prompts = person();
      const { identityFile } = host.target;
      await traced(target(byKey.name, { transport, identityFile }), prompts);
      assert.deepEqual(asked(prompts), ['Verification code:']);
    });

    test(`codes that are never right: ${transport}`, limit, async () => {
      const prompts = person(() => '000000');
      const to = target(byPassword.name, { transport });
      await failsToStart({ target: to, artefacts, prompts }, 'authentication-failed', /refused/);
      assert.equal(asked(prompts).length, 6);
    });
  }

  test('a connection that is cut asks for the next code alone', limit, async () => {
    const prompts = person();
    await traced(target(byPassword.name, { graceSeconds: 120 }), prompts, async (listener) => {
      cable.cut();
      await until(() => listener.steps.includes('resumed'));
    });
    const first = ['Password:', 'Verification code:', 'sudoPassword'];
    assert.deepEqual(asked(prompts), [...first, 'Verification code:']);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}
