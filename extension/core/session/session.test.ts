import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ReplayParams } from '../../../remote-agent/protocol/replay.ts';
import { layCable } from '../testing/cable.ts';
import { fakeArtefacts } from '../testing/fake-agent.ts';
import {
  failsToStart,
  isSentence,
  RecordingListener,
  start,
  temporaryFolder,
  temporaryLeftovers,
} from '../testing/session-bench.ts';
import { SshBench } from '../testing/ssh-bench.ts';
import { startSshd, type TestSshd } from '../testing/sshd.ts';
import { SessionError, type TraceTarget } from './session.ts';

const folder = temporaryFolder();
const cache = join(folder.path, 'cache');
let sshd: TestSshd;
let bench: SshBench;
let target: TraceTarget;

before(async () => {
  mkdirSync(cache);
  sshd = await startSshd([], { XDG_CACHE_HOME: cache });
  bench = new SshBench(sshd);
  target = bench.target();
});
after(async () => {
  await sshd.stop();
  folder.remove();
  assert.deepEqual(temporaryLeftovers(), []);
});

let count = 0;
const agentThat = (behaviour: string) =>
  fakeArtefacts(join(folder.path, `artefacts-${count++}`), behaviour);

const exchange = `{ id: '1', connection: 'c', side: 'server', protocol: 'HTTP/1.1', scheme: 'http',
  process: { pid: 1, name: 'n', command: '' }, peer: {},
  local: { address: '127.0.0.1', port: 80 }, remote: { address: '127.0.0.1', port: 5 },
  request: { method: 'GET', target: '/', authority: 'a', headers: [['a', 'b']], bodyBytes: 0 },
  response: null, timing: { startMs: 1, requestEndMs: 1, responseStartMs: null, endMs: null },
  completeness: { state: 'complete', notes: [] } }`;

test('a session from its steps to its stop', async () => {
  const listener = new RecordingListener();
  const artefacts = agentThat(
    `if (request.method === 'start') setTimeout(() => notify('exchanges', { items: [${exchange}] }));`,
  );
  const session = await start({ target, artefacts, listener });
  assert.deepEqual(listener.steps, [
    'connecting',
    'authenticating',
    'inspecting',
    'deploying',
    'starting',
  ]);
  assert.equal(session.kernel, 'k');
  assert.equal(session.started.design, 'tracepoint');
  while (listener.told.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(listener.told[0]?.request.target, '/');
  await session.stop();
  await session.stop();
  assert.equal(listener.endings, 1);
  assert.equal(await listener.end, undefined);
  assert.ok(readdirSync(join(cache, 'http-trace')).every((name) => /^[0-9a-f]{64}$/.test(name)));

  const again = new RecordingListener();
  await (await start({ target, artefacts, listener: again })).stop();
  assert.ok(!again.steps.includes('deploying'), 'what is there is not uploaded again');
});

test('the failures that the agent tells become the session’s', async () => {
  for (const [code, expected] of [
    ['no-privilege', 'no-privilege'],
    ['no-btf', 'no-btf'],
    ['no-design', 'no-design'],
    ['loader-ended', 'agent-failed'],
    ['constructor', 'agent-failed'],
  ] as const) {
    const artefacts = agentThat(
      `if (request.method === 'start') { refuse({ code: '${code}', message: 'The\\nreason\\u001b[31m.' }); return true; }`,
    );
    // Where the agent's sentence does not say what to do.
    const told =
      code === 'loader-ended'
        ? /127\.0\.0\.1: The reason; start the trace again, and look at the log/
        : /127\.0\.0\.1: The reason\.$/;
    await failsToStart({ target, artefacts }, expected, told);
  }
});

test('an agent that dies is told with its last words', async () => {
  const die = `process.stderr.write('one\\nsomething \\u001b[1mbroke\\u0007\\n', () => process.exit(3)); return true;`;
  const dies = agentThat(die);
  await failsToStart({ target, artefacts: dies }, 'agent-failed', /status 3/, /something broke/);

  const listener = new RecordingListener();
  const later = agentThat(
    `if (request.method === 'start') setTimeout(() => { ${die.replace('return true;', '')} }, 200);`,
  );
  await start({ target, artefacts: later, listener });
  isSentence(await listener.end, 'agent-failed', /127\.0\.0\.1/, /status 3/, /something broke/);
  assert.equal(listener.endings, 1);
});

test('an agent that ends the trace by itself', async () => {
  const listener = new RecordingListener();
  const artefacts = agentThat(
    `if (request.method === 'start') { answer(answers.start); notify('ended', { code: 'loader-ended', message: 'It ended.' }); return true; }`,
  );
  // In the same breath as the answer, or just after: never lost.
  try {
    await start({ target, artefacts, listener });
    isSentence(await listener.end, 'agent-failed', /It ended; start the trace again/);
    assert.equal(listener.endings, 1);
  } catch (error) {
    isSentence(error, 'agent-failed', /It ended; start the trace again/);
    assert.equal(listener.endings, 0);
  }
});

test('an agent that says why it ends, and exits at once', async () => {
  const listener = new RecordingListener();
  const artefacts = agentThat(
    `if (request.method === 'start') setTimeout(() => {
      for (let i = 0; i < 200; i++) notify('losses', { items: [] });
      notify('ended', { code: 'no-btf', message: 'Why.' });
      process.stdout.write('', () => process.exit(1));
    }, 100);`,
  );
  await start({ target, artefacts, listener });
  isSentence(await listener.end, 'no-btf', /Why\./);
});

test('hostile output ends the session with a sentence', async () => {
  const cases: readonly [behaviour: string, part: RegExp][] = [
    [`raw('Content-Length: 99999999999\\r\\n\\r\\n')`, /99999999999 bytes is longer/],
    [`raw('Content-Length: -5\\r\\n\\r\\n')`, /no length/],
    [`raw('x'.repeat(100000))`, /no header/],
    [`raw('Content-Length: 3\\r\\n\\r\\nabc')`, /not JSON/],
    [`raw('Content-Length: 2\\r\\n\\r\\n[]')`, /not JSON-RPC/],
    [`raw('Content-Length: 4\\r\\n\\r\\nnull')`, /not JSON-RPC/],
    [`notify('exchanges', { items: [{ id: 7 }] })`, /exchanges\.items\[0\]\.id/],
    [`notify('exchanges', 5)`, /exchanges/],
    [`notify('connections', { items: [${exchange}] })`, /connections\.items\[0\]\.event/],
    [`notify('losses', { items: [{ reason: 'x', events: '9'.repeat(9), bytes: 1 }] })`, /events/],
    [`answer({ design: '<b>', attachment: '', refused: [] })`, /start\.design/],
    [`answer(null)`, /start is not as expected/],
    [`refuse('words')`, /refused/],
  ];
  for (const [behaviour, part] of cases) {
    const artefacts = agentThat(`if (request.method === 'start') { ${behaviour}; return true; }`);
    await failsToStart({ target, artefacts }, 'agent-failed', part, /not understood/);
  }
});

test('an endless stream of noise does not grow memory or hang', async () => {
  const artefacts = agentThat(
    `if (request.method === 'start') { const noise = 'y'.repeat(65536); (function more() { while (raw(noise)); process.stdout.once('drain', more); })(); return true; }`,
  );
  await failsToStart({ target, artefacts }, 'agent-failed', /no header/);
});

test('an agent of another protocol', async () => {
  const artefacts = agentThat(
    `if (request.method === 'initialize') { answer({ ...answers.initialize, protocolVersion: 99 }); return true; }`,
  );
  await failsToStart({ target, artefacts }, 'agent-failed', /protocol 99 in place of 1/);
});

test('an agent that does not stop when asked is ended', async () => {
  const deaf = agentThat(`if (request.method === 'stop') return true;`);
  const listener = new RecordingListener();
  const session = await start({ target, artefacts: deaf, listener });
  const before = performance.now();
  await session.stop();
  assert.ok(performance.now() - before < 8_000);
  assert.equal(await listener.end, undefined);
});

test('a connection that is cut ends the session once', async () => {
  const cable = await layCable(sshd.port);
  const keys = Object.values(sshd.publicHostKeys);
  const knownHostsFile = bench.file(keys.map((key) => `[127.0.0.1]:${cable.port} ${key}`).join(''));
  const listener = new RecordingListener();
  const attempt = {
    target: { ...target, port: cable.port, knownHostsFile },
    artefacts: agentThat(''),
  };
  const session = await start({ ...attempt, listener });
  cable.cut();
  isSentence(await listener.end, 'connection-lost', /127\.0\.0\.1 was lost/);
  await session.stop();
  assert.equal(listener.endings, 1);

  const cutsItself = agentThat(`process.kill(process.ppid, 'SIGKILL'); return true;`);
  await failsToStart({ ...attempt, artefacts: cutsItself }, 'connection-lost');
  await cable.close();
});

test('a host far away: 300 ms for each round trip', async () => {
  const cable = await layCable(sshd.port, 150);
  const keys = Object.values(sshd.publicHostKeys);
  const known = keys.map((key) => `[127.0.0.1]:${cable.port} ${key}`).join('');
  const there = { ...target, port: cable.port, knownHostsFile: bench.file(known) };
  const listener = new RecordingListener();
  const session = await start({ target: there, artefacts: agentThat(''), listener });
  await session.stop();
  assert.equal(await listener.end, undefined);
  assert.ok(!listener.steps.includes('interrupted'), listener.lines.join('\n'));
  await cable.close();
});

test('stopping does not wait for a host that fell silent, and says that it goes on there', async () => {
  const cable = await layCable(sshd.port);
  const keys = Object.values(sshd.publicHostKeys);
  const known = keys.map((key) => `[127.0.0.1]:${cable.port} ${key}`).join('');
  const there = { ...target, port: cable.port, knownHostsFile: bench.file(known) };
  const session = await start({ target: there, artefacts: agentThat('') });
  cable.silence();
  const before = performance.now();
  await assert.rejects(session.stop(), (error) => {
    isSentence(error, 'connection-lost', /could not be reached to stop .* within \d+ s/);
    return true;
  });
  assert.ok(performance.now() - before < 20_000);
  await cable.close();
});

test('stopping while the connection is being made again says how long the host goes on', async () => {
  const cable = await layCable(sshd.port);
  const keys = Object.values(sshd.publicHostKeys);
  const known = keys.map((key) => `[127.0.0.1]:${cable.port} ${key}`).join('');
  const listener = new RecordingListener();
  const there = {
    ...{ ...target, port: cable.port, knownHostsFile: bench.file(known) },
    graceSeconds: 7,
  };
  const session = await start({ target: there, artefacts: agentThat(''), listener });
  const cut = new Promise<void>((resolve) => {
    listener.interrupted = () => resolve();
  });
  await cable.close();
  await cut;
  await assert.rejects(session.stop(), (error) => {
    isSentence(error, 'connection-lost', /could not be reached to stop .* within 37 s/);
    return true;
  });
  assert.equal(await listener.end, undefined);
});

test('cancelling at each step leaves nothing', async () => {
  const artefacts = agentThat(`if (request.method === 'start') return true;`);
  for (const step of ['connecting', 'authenticating', 'inspecting', 'deploying', 'starting']) {
    const abort = new AbortController();
    const listener = new RecordingListener();
    listener.step = (reached) => {
      if (reached === step) setImmediate(() => abort.abort());
    };
    await failsToStart({ target, artefacts, listener, signal: abort.signal }, 'cancelled');
  }
  const entries = readdirSync(join(cache, 'http-trace'));
  assert.deepEqual(
    entries.filter((name) => !/^[0-9a-f]{64}$/.test(name)),
    [],
  );
});

test('this machine, without SSH', async () => {
  process.env['XDG_CACHE_HOME'] = join(folder.path, 'local-cache');
  const listener = new RecordingListener();
  const local = { destination: 'local' };
  const session = await start({ target: local, artefacts: agentThat(''), listener });
  assert.equal(session.agentVersion, '0.0.0');
  assert.ok(Math.abs(listener.clockAheadMs ?? Number.NaN) < 60_000);
  await session.stop();
  assert.equal(await listener.end, undefined);
});

test('a host whose clock is wrong by years is traced, and the log says so', async () => {
  const listener = new RecordingListener();
  const years = 37 * 365 * 24 * 3600_000;
  const artefacts = agentThat(`if (request.method === 'initialize') {
    answers.initialize.clockMs -= ${years};
  }`);
  const session = await start({ target, artefacts, listener });
  await session.stop();
  assert.equal(Math.round((listener.clockAheadMs ?? 0) / years), -1);
  assert.match(listener.lines.join('\n'), /The clock of .* is \d+ min behind this machine's/);
});

test('a replay that the agent refuses or answers badly says so; the former leaves the trace on', async () => {
  const params: ReplayParams = {
    ...{ protocol: 'HTTP/1.1', scheme: 'http', method: 'GET', target: '/' },
    ...{ to: { address: '127.0.0.1', port: 80 }, authority: 'a', headers: [] },
  };
  const artefacts = agentThat(`if (request.method === 'replay') {
    if (request.params.target === '/odd') return answer({ response: 5 }) ?? true;
    refuse({ code: 'replay-failed', message: 'The GET request failed.' });
    return true;
  }`);
  const session = await start({ target, artefacts });
  await assert.rejects(session.replay(params), (error) => {
    assert.ok(error instanceof SessionError);
    assert.equal(error.code, 'replay-failed');
    return error.message.endsWith(': The GET request failed.');
  });
  await assert.rejects(session.replay({ ...params, target: '/odd' }), /not understood/);
  await session.stop();
});
