import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Deployment } from '../../extension/core/deploy/deploy.ts';
import { removeFromHost } from '../../extension/core/deploy/remove.ts';
import { HeldAgent } from '../../extension/core/session/held-agent.ts';
import { openTransport } from '../../extension/core/session/open-transport.ts';
import { RunningSession } from '../../extension/core/session/running-session.ts';
import type { TraceTarget } from '../../extension/core/session/session.ts';
import { type Cable, layCable } from '../../extension/core/testing/cable.ts';
import { scriptedPrompts } from '../../extension/core/testing/scripted-prompts.ts';
import {
  isSentence,
  RecordingListener,
  startOptions,
} from '../../extension/core/testing/session-bench.ts';
import { SshBench } from '../../extension/core/testing/ssh-bench.ts';
import { startSshd, type TestSshd } from '../../extension/core/testing/sshd.ts';
import { eventFlag } from '../../remote-agent/capture/events.ts';
import { bundleAgent } from '../../remote-agent/testing/agent-bundle.ts';
import { clockRecord, dataRecord, reportRecord } from '../../remote-agent/testing/record-writer.ts';

/** The real agent over a real SSH server and a connection that is cut; its loader plays a steady load. */
const EXCHANGES = 300;
const EVERY_MS = 20;

let sshd: TestSshd;
let cable: Cable;
let target: TraceTarget;
/** The same, where nobody waits long. */
let impatient: TraceTarget;
/** What the latest connection could have been cancelled by. */
let latestSignal: AbortSignal | undefined;
let folder: string;

before(async () => {
  sshd = await startSshd();
  cable = await layCable(sshd.port);
  const bench = new SshBench(sshd);
  const keys = Object.values(sshd.publicHostKeys).map((key) => `[127.0.0.1]:${cable.port} ${key}`);
  const knownHostsFile = bench.file(keys.join(''));
  const config = 'ServerAliveInterval 1';
  const through = { port: cable.port, knownHostsFile };
  target = bench.target({ target: through, config });
  impatient = bench.target({ target: through, config: `${config}\nConnectTimeout 5` });
  folder = join(sshd.folder, 'home', '.cache', 'http-trace', '0'.repeat(64));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const bundle = mkdtempSync(join(tmpdir(), 'http-trace-agent-bundle-'));
  await bundleAgent(join(bundle, 'agent.cjs'));
  copyFileSync(join(bundle, 'agent.cjs'), join(folder, 'agent.cjs'));
  rmSync(bundle, { recursive: true });
  writeFileSync(join(folder, 'http-trace-loader'), steadyLoader(), { mode: 0o700 });
});
after(async () => {
  await cable.close();
  await sshd.stop();
});

/** A loader that tells one exchange after the other, `/1`, `/2`, … */
function steadyLoader(): string {
  const task = { pid: 1, comm: 'httpd' };
  const flags = eventFlag.FLAG_ACCEPTED;
  const ready = { type: 'ready', design: 'tracepoint', attachment: 'fentry', refused: [] };
  const on = [clockRecord(1000, 1_700_000_000_000_000_000n), reportRecord(JSON.stringify(ready))];
  const exchanges = Array.from({ length: EXCHANGES }, (_, i) => {
    const connection = i + 1;
    const body = 'x'.repeat(1000);
    return Buffer.concat([
      dataRecord({
        ...{ connection, flags, timeNs: 2000 + i, position: 0, task },
        bytes: `GET /${connection} HTTP/1.1\r\nHost: a\r\n\r\n`,
      }),
      dataRecord({
        ...{ connection, flags: flags | eventFlag.FLAG_SEND, timeNs: 3000 + i, position: 0, task },
        bytes: `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      }),
    ]).toString('base64');
  });
  return `#!${process.execPath}
if (process.argv[2] === '--can-trace') process.exit(0);
const write = (base64) => process.stdout.write(Buffer.from(base64, 'base64'));
write(${JSON.stringify(Buffer.concat(on).toString('base64'))});
const exchanges = ${JSON.stringify(exchanges)};
let next = 0;
setInterval(() => { if (next < exchanges.length) write(exchanges[next++]); }, ${EVERY_MS});
process.stdin.resume().on('end', () => process.exit(0));
`;
}

async function begin(
  graceSeconds: number,
  listener: RecordingListener,
  to = target,
): Promise<RunningSession> {
  const open = (signal: AbortSignal) => {
    latestSignal = signal;
    return openTransport(to, { prompts: scriptedPrompts(), signal, listener });
  };
  const deployment = { node: process.execPath, folder, temporary: false } as Deployment;
  const signal = AbortSignal.timeout(60_000);
  const agent = await HeldAgent.start(
    await open(signal),
    deployment,
    {
      graceSeconds,
      reopen: open,
      log: (line) => listener.log(line),
      interrupted: () => listener.interrupted(),
      resumed: () => listener.resumed(),
    },
    signal,
  );
  const session = new RunningSession(to, agent, listener);
  await session.begin(startOptions, AbortSignal.timeout(60_000), scriptedPrompts());
  return session;
}

async function until(condition: () => boolean, what: () => string): Promise<void> {
  for (let i = 0; !condition(); i++) {
    assert.ok(i < 6000, what());
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a connection that is cut again and again loses no exchange, and doubles none', async () => {
  const listener = new RecordingListener();
  const session = await begin(60, listener);
  for (const already of [20, 60, 100]) {
    await until(
      () => listener.told.length >= already,
      () => listener.lines.join('\n'),
    );
    const resumptions = listener.steps.filter((step) => step === 'resumed').length;
    cable.refuse(true);
    cable.cut();
    await new Promise((resolve) => setTimeout(resolve, 700));
    cable.refuse(false);
    await until(
      () => listener.steps.filter((step) => step === 'resumed').length > resumptions,
      () => listener.lines.join('\n'),
    );
    // It is the same for all of them, and would keep what each attempt has left on it.
    assert.ok(latestSignal);
    assert.equal(getEventListeners(latestSignal, 'abort').length, 0);
  }
  await until(
    () => listener.told.length >= EXCHANGES,
    () => `${listener.told.length} came`,
  );
  await session.stop();
  const targets = listener.told.map(({ request }) => request.target);
  assert.deepEqual(
    targets,
    Array.from({ length: EXCHANGES }, (_, i) => `/${i + 1}`),
  );
  assert.deepEqual(listener.lost, []);
  assert.equal(await listener.end, undefined);
});

test('a network that falls silent is noticed, and nothing is lost', async () => {
  const listener = new RecordingListener();
  const session = await begin(60, listener);
  await until(
    () => listener.told.length >= 20,
    () => listener.lines.join('\n'),
  );
  cable.silence();
  await until(
    () => listener.steps.includes('resumed') && listener.told.length >= EXCHANGES,
    () => `${listener.told.length} came; ${listener.lines.join('\n')}`,
  );
  await session.stop();
  const targets = listener.told.map(({ request }) => request.target);
  assert.deepEqual(
    targets,
    Array.from({ length: EXCHANGES }, (_, i) => `/${i + 1}`),
  );
  assert.deepEqual(listener.lost, []);
});

for (const [how, act] of [
  ['falls silent', () => cable.silence()],
  ['is cut', () => cable.cut()],
] as const) {
  test(`a network that ${how} again while logging in is waited for`, async () => {
    let times = 0;
    const listener = new (class extends RecordingListener {
      override step(step: string): void {
        super.step(step);
        if (step === 'authenticating' && this.steps.includes('interrupted') && times++ === 0) act();
      }
    })();
    const session = await begin(60, listener, impatient);
    cable.cut();
    await until(
      () => listener.told.length >= EXCHANGES,
      () => `${listener.told.length} came; ${listener.lines.join('\n')}`,
    );
    await session.stop();
    assert.equal(times, 2);
    assert.deepEqual(listener.lost, []);
    assert.equal(await listener.end, undefined);
  });
}

test('a host that nobody comes back to in time has ended the trace, and that is said', async () => {
  const listener = new RecordingListener();
  await begin(1, listener);
  cable.refuse(true);
  cable.cut();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  cable.refuse(false);
  const error = await listener.end;
  isSentence(error, 'connection-lost', /had ended the trace meanwhile/);
});

test('stopping while the connection is cut does not wait for it', async () => {
  const listener = new RecordingListener();
  const session = await begin(2, listener);
  cable.refuse(true);
  cable.cut();
  await until(
    () => listener.steps.includes('interrupted'),
    () => listener.lines.join('\n'),
  );
  await assert.rejects(session.stop(), /could not be reached to stop the trace there/);
  assert.equal(await listener.end, undefined);
  cable.refuse(false);
});

test('what is removed from the host while it waits does not come back', async () => {
  const listener = new RecordingListener();
  const signal = AbortSignal.timeout(60_000);
  await begin(600, listener);
  cable.refuse(true);
  cable.cut();
  await until(
    () => listener.steps.includes('interrupted'),
    () => listener.lines.join('\n'),
  );
  const direct = { ...target, port: sshd.port, knownHostsFile: sshd.knownHostsFile };
  const other = await openTransport(direct, { prompts: scriptedPrompts(), signal, listener });
  await removeFromHost(other, signal);
  await other.dispose();
  cable.refuse(false);
  isSentence(await listener.end, 'connection-lost', /had ended the trace meanwhile/);
});
