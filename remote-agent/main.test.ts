import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { CheckResult } from './protocol/check.ts';
import type { Exchange } from './protocol/exchange.ts';
import type { AgentFailure, Loss } from './protocol/messages.ts';
import { bundleAgent } from './testing/agent-bundle.ts';
import { floodExchanges, type LoaderBehaviour, LoaderFolder } from './testing/fake-loader.ts';

const start = { design: 'auto', redact: true, captureLimit: 1000 };
const folder = mkdtempSync(join(tmpdir(), 'http-trace-agent-bundle-'));
const bundle = join(folder, 'agent.cjs');

before(() => bundleAgent(bundle));

after(() => rmSync(folder, { recursive: true }));

/** The agent as it is deployed, with a loader that behaves as the test wants. */
class RunningAgent {
  readonly loaders: LoaderFolder;
  readonly child: ChildProcessWithoutNullStreams;
  readonly connection: MessageConnection;
  readonly exchanges: Exchange[] = [];
  readonly losses: Loss[] = [];
  readonly ended: Promise<AgentFailure>;
  readonly exited: Promise<number | null>;
  log = '';

  constructor(behaviour: LoaderBehaviour) {
    this.loaders = new LoaderFolder(behaviour, [bundle]);
    this.child = spawn(process.execPath, [join(this.loaders.path, 'agent.cjs')], { cwd: '/' });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
    });
    this.exited = new Promise((resolve) => this.child.once('exit', resolve));
    const { stdout, stdin } = this.child;
    const reader = new StreamMessageReader(stdout);
    this.connection = createMessageConnection(reader, new StreamMessageWriter(stdin));
    this.connection.onNotification('exchanges', ({ items }) => {
      this.exchanges.push(...items);
    });
    this.connection.onNotification('losses', ({ items }) => {
      this.losses.push(...items);
    });
    this.ended = new Promise((resolve) => this.connection.onNotification('ended', resolve));
    this.connection.listen();
  }

  get loaderPid(): number {
    return Number(readFileSync(this.loaders.started, 'utf8').split(' ')[0]);
  }

  get loaderRuns(): boolean {
    return existsSync(this.loaders.started) && existsSync(`/proc/${this.loaderPid}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.dispose();
    this.child.stdin.end();
    await this.exited;
    this.loaders.remove();
  }
}

async function withAgent(
  behaviour: LoaderBehaviour,
  use: (agent: RunningAgent) => Promise<void>,
): Promise<void> {
  const agent = new RunningAgent(behaviour);
  try {
    await use(agent);
  } finally {
    await agent[Symbol.asyncDispose]();
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    assert.ok(waited < 20_000, 'waited too long');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a trace from start to stop', () =>
  withAgent('trace', async (agent) => {
    const identity = await agent.connection.sendRequest('initialize', { protocolVersion: 1 });
    assert.deepEqual(Object.keys(identity as object).sort(), [
      'agentVersion',
      'architecture',
      'clockMs',
      'kernel',
      'protocolVersion',
    ]);
    const started = await agent.connection.sendRequest('start', start);
    assert.deepEqual(started, { design: 'tracepoint', attachment: 'fentry', refused: [] });
    await until(() => agent.exchanges.length > 0 && agent.losses.length > 0);
    assert.equal(agent.exchanges[0]?.request.target, '/?token=[redacted]');
    assert.equal(agent.exchanges[0]?.response?.status, 200);
    assert.equal(agent.exchanges[0]?.timing.startMs, 1_700_000_000_000.001);
    assert.deepEqual(agent.losses, [{ reason: 'ring-buffer-full', events: 5, bytes: 500 }]);
    assert.match(
      readFileSync(agent.loaders.started, 'utf8'),
      /^\d+ --design auto --capture-limit 1000$/,
    );
    assert.ok(agent.loaderRuns);
    assert.deepEqual(await agent.connection.sendRequest('stop', {}), { exchanges: 1 });
    await until(() => !agent.loaderRuns);
  }));

test('nothing is left out of a flood for a reader that is fast enough', async () => {
  const loaders = new LoaderFolder('flood', [bundle]);
  const file = join(loaders.path, 'told');
  const output = openSync(file, 'w');
  const program = join(loaders.path, 'agent.cjs');
  const child = spawn(process.execPath, [program], { stdio: ['pipe', output, 'ignore'] });
  closeSync(output);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'start', params: start });
  child.stdin?.write(`Content-Length: ${message.length}\r\n\r\n${message}`);
  let told = '';
  await until(() => {
    if (statSync(file).size > told.length) told = readFileSync(file, 'latin1');
    return told.includes(`"/flood/${floodExchanges - 1}"`);
  });
  assert.equal(told.match(/"body":"d2F0ZXI="/g)?.length, floodExchanges);
  assert.ok(!told.includes('not-sent'));
  child.stdin?.end();
  await exited;
  loaders.remove();
});

test('what the host can do, as the loader found it', () =>
  withAgent('trace', async (agent) => {
    const found = await agent.connection.sendRequest<CheckResult>('check', {});
    assert.equal(found.agentVersion, '1.2.3');
    assert.equal(found.node.path, process.execPath);
    assert.deepEqual(
      found.parts.map(({ name, works }) => [name, works]),
      [
        ['BTF', true],
        ['tracefs', false],
      ],
    );
    assert.match(found.parts[1]?.advice ?? '', /mount -t tracefs/);
    const [hybrid, raw, ...others] = found.designs;
    assert.deepEqual(others, []);
    assert.deepEqual([hybrid?.name, hybrid?.works, hybrid?.reason], ['tracepoint', true, '']);
    assert.deepEqual(
      hybrid?.attachments.map(({ attachment, works }) => [attachment, works]),
      [
        ['fentry', false],
        ['kprobe', true],
      ],
    );
    assert.equal(hybrid?.attachments[0]?.reason, 'attaching failed: strerror_r(-524)=22');
    assert.match(hybrid?.attachments[0]?.advice ?? '', /arm64/);
    assert.equal(raw?.works, false);
    assert.match(raw?.reason ?? '', /^raw_tp: loading failed: Cannot allocate memory/);
  }));

test('a loader that cannot check', () =>
  withAgent('garbage', async (agent) => {
    await assert.rejects(agent.connection.sendRequest('check', {}), /could not check the host/);
  }));

test('what is to be watched reaches the loader, or is refused whole', () =>
  withAgent('trace', async (agent) => {
    const only = { pids: [7], names: ['nginx'], ports: [80], cgroups: [], containers: [] };
    const params = { ...start, captureLimit: 'unlimited', only };
    for (const wrong of [{ ports: [0] }, { names: [''] }, { pids: Array(65).fill(1) }]) {
      const request = agent.connection.sendRequest('start', {
        ...params,
        only: { ...only, ...wrong },
      });
      await assert.rejects(request, /What is to be watched makes no sense/);
    }
    const lost = { ...params, only: { ...only, containers: ['no-such-container'] } };
    await assert.rejects(agent.connection.sendRequest('start', lost), (error) => {
      assert.ok(error instanceof ResponseError);
      return error.data.code === 'no-match' && /no-such-container/.test(error.message);
    });
    assert.ok(!agent.loaderRuns);
    await agent.connection.sendRequest('start', params);
    assert.match(
      readFileSync(agent.loaders.started, 'utf8'),
      /--capture-limit unlimited --only-pid 7 --only-comm nginx --only-port 80$/,
    );
  }));

test('another version of the protocol', () =>
  withAgent('trace', async (agent) => {
    await assert.rejects(
      agent.connection.sendRequest('initialize', { protocolVersion: 99 }),
      (error) => error instanceof ResponseError && error.data.code === 'protocol-mismatch',
    );
  }));

test('a kernel that refuses everything', () =>
  withAgent('refuse', async (agent) => {
    await assert.rejects(agent.connection.sendRequest('start', start), (error) => {
      assert.ok(error instanceof ResponseError);
      assert.equal(error.data.code, 'no-design');
      assert.match(error.message, /refused every .*; tracepoint \(fentry\): load: Operation not/);
      return true;
    });
    assert.ok(!agent.loaderRuns);
  }));

test('loaders that fail at the start', async () => {
  const cases: [LoaderBehaviour, RegExp][] = [
    ['crash', /^The loader ended with status 3 \(bang\)\.$/],
    ['garbage', /^The loader sent a record with an impossible size/],
  ];
  for (const [behaviour, message] of cases) {
    await withAgent(behaviour, async (agent) => {
      await assert.rejects(agent.connection.sendRequest('start', start), (error) => {
        assert.ok(error instanceof ResponseError);
        assert.equal(error.data.code, 'loader-ended');
        assert.match(error.message, message);
        return true;
      });
      await until(() => !agent.loaderRuns);
    });
  }
});

test('a loader that crashes later: what was seen is told, and then the end', () =>
  withAgent('crash-later', async (agent) => {
    await agent.connection.sendRequest('start', start);
    const failure = await agent.ended;
    assert.deepEqual(failure, {
      code: 'loader-ended',
      message: 'The loader ended with signal SIGSEGV.',
    });
    assert.equal(agent.exchanges.length, 1);
    assert.deepEqual(await agent.connection.sendRequest('stop', {}), { exchanges: 1 });
  }));

test('the agent ends with its input, and the loader with it', () =>
  withAgent('trace', async (agent) => {
    await agent.connection.sendRequest('start', start);
    agent.child.stdin.end();
    assert.equal(await agent.exited, 0);
    assert.ok(!agent.loaderRuns);
  }));

test('the agent ends with its output', () =>
  withAgent('trace', async (agent) => {
    await agent.connection.sendRequest('start', start);
    agent.child.stdout.destroy();
    agent.child.stdin.write('Content-Length: 2\r\n\r\n{}');
    agent.child.stdin.end();
    assert.equal(await agent.exited, 0);
    assert.ok(!agent.loaderRuns);
  }));

for (const [signal, behaviour, said] of [
  ['SIGTERM', 'stubborn', /The loader does not end by itself/],
  ['SIGHUP', 'trace', /^$/],
] as const) {
  test(`${signal} ends the agent, and a loader of the kind “${behaviour}”`, () =>
    withAgent(behaviour, async (agent) => {
      await agent.connection.sendRequest('start', start);
      assert.ok(agent.loaderRuns);
      agent.child.kill(signal);
      assert.equal(await agent.exited, 0);
      await until(() => !agent.loaderRuns);
      assert.match(agent.log, said);
    }));
}

test('the command line prints a trace as NDJSON', async () => {
  const loaders = new LoaderFolder('trace', [bundle]);
  try {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(loaders.path, 'agent.cjs'), ...args], { encoding: 'utf8' });
    const { stdout, status } = run('trace', '--duration', '1', '--no-redact');
    const lines = stdout.trim().split('\n');
    const types = lines.map((line) => JSON.parse(line).type);
    assert.deepEqual(types.sort(), ['exchange', 'loss', 'ready']);
    assert.match(stdout, /"target":"\/\?token=abc"/);
    assert.equal(status, 0);
    for (const args of [['trace', '--design', 'magic'], ['trace', '--duration', '-1'], ['other']]) {
      const refused = run(...args);
      assert.equal(refused.status, 2, args.join(' '));
      assert.match(refused.stderr, /^Usage: /);
    }
  } finally {
    loaders.remove();
  }
});

test('the command line says what the host can do', () => {
  const loaders = new LoaderFolder('trace', [bundle]);
  try {
    const agent = join(loaders.path, 'agent.cjs');
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [agent, 'doctor', ...args], { encoding: 'utf8' });
    const { stdout, status } = run();
    assert.equal(status, 0);
    assert.equal((JSON.parse(stdout) as CheckResult).designs[0]?.name, 'tracepoint');
    assert.equal(run('--nonsense').status, 2);
  } finally {
    loaders.remove();
  }
});

test('the command line says why a trace cannot start', () => {
  const loaders = new LoaderFolder('refuse', [bundle]);
  try {
    const agent = join(loaders.path, 'agent.cjs');
    const { stdout, stderr, status } = spawnSync(process.execPath, [agent, 'trace'], {
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.equal(JSON.parse(stdout).code, 'no-design');
    assert.match(stderr, /refused every capture design/);
  } finally {
    loaders.remove();
  }
});
