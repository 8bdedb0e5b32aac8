import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Exchange } from '../protocol/exchange.ts';
import { Link } from '../protocol/link.ts';
import { bundleAgent } from '../testing/agent-bundle.ts';
import { type LoaderBehaviour, LoaderFolder } from '../testing/fake-loader.ts';

const start = { design: 'auto', redact: true, captureLimit: 1000 };
const folder = mkdtempSync(join(tmpdir(), 'http-trace-agent-bundle-'));
const bundle = join(folder, 'agent.cjs');

before(() => bundleAgent(bundle));
after(() => rmSync(folder, { recursive: true }));

/** An agent that outlives its carrier, and the extension's end of the link. */
class Held {
  readonly loaders: LoaderFolder;
  readonly id = randomUUID();
  readonly link = new Link();
  readonly exchanges: Exchange[] = [];
  readonly first: ChildProcessWithoutNullStreams;
  readonly exited: Promise<number | null>;
  readonly request: (name: string, params: object) => Promise<unknown>;
  log = '';

  constructor(graceSeconds: number, behaviour: LoaderBehaviour = 'trace') {
    this.loaders = new LoaderFolder(behaviour, [bundle]);
    this.first = this.#run('serve', this.id, String(graceSeconds));
    this.exited = new Promise((resolve) => this.first.once('exit', resolve));
    this.link.on('error', () => {});
    this.#carry(this.first);
    const connection = createMessageConnection(
      new StreamMessageReader(this.link),
      new StreamMessageWriter(this.link),
    );
    connection.onNotification('exchanges', ({ items }) => {
      this.exchanges.push(...items);
    });
    connection.listen();
    this.request = (name, params) => connection.sendRequest(name, params);
  }

  /** As when an SSH connection is cut: its pipes close. */
  cut(): void {
    for (const pipe of [this.first.stdin, this.first.stdout, this.first.stderr]) pipe.destroy();
  }

  /** Another connection; its exit status is returned. */
  attach(): Promise<number | null> {
    const child = this.#run('attach', this.id);
    this.#carry(child);
    return new Promise((resolve) => child.once('exit', resolve));
  }

  get sockets(): string[] {
    return readdirSync(this.loaders.path).filter((name) => name.endsWith('.trace'));
  }

  #run(...words: string[]): ChildProcessWithoutNullStreams {
    const child = spawn(process.execPath, [join(this.loaders.path, 'agent.cjs'), ...words], {
      cwd: '/',
    });
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.on('error', () => {});
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
    });
    return child;
  }

  #carry({ stdin, stdout }: ChildProcessWithoutNullStreams): void {
    this.link.attach({ readable: stdout, writable: stdin });
  }
}

test('a trace outlives its connection, and another one goes on with it', async () => {
  const held = new Held(60);
  await held.request('initialize', { protocolVersion: 1 });
  // Cut before the first exchange is told, which comes a moment after the answer.
  const answer = held.request('start', start);
  await answer;
  held.cut();
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(held.first.exitCode, null, 'the agent is still there');
  const detached = held.attach();
  const stopped = (await held.request('stop', {})) as { exchanges: number };
  assert.equal(held.exchanges.length, 1);
  assert.equal(stopped.exchanges, 1);
  held.link.end();
  assert.equal(await held.exited, 0);
  assert.equal(await detached, 0);
  assert.deepEqual(held.sockets, []);
  held.loaders.remove();
});

test('an extension that does not wait for the answer to its stop: the loader ends first, and in order', async () => {
  const held = new Held(60, 'slow');
  await held.request('initialize', { protocolVersion: 1 });
  await held.request('start', start);
  const loader = Number(readFileSync(held.loaders.started, 'utf8').split(' ')[0]);
  held.request('stop', {}).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 200));
  held.link.end();
  assert.equal(await held.exited, 0);
  assert.ok(!existsSync(`/proc/${loader}`), 'the loader is gone before the agent is');
  assert.equal(held.log, '');
  held.loaders.remove();
});

test('after the grace time it ends, and whoever comes is told', async () => {
  const held = new Held(1);
  await held.request('initialize', { protocolVersion: 1 });
  await held.request('start', start);
  const loader = held.loaders.started;
  assert.ok(existsSync(loader));
  held.cut();
  assert.equal(await held.exited, 0);
  assert.deepEqual(held.sockets, []);
  assert.equal(await held.attach(), 3);
  held.loaders.remove();
});

test('whoever removes it from the host ends a trace that waits', async () => {
  const held = new Held(600);
  await held.request('initialize', { protocolVersion: 1 });
  held.cut();
  held.loaders.remove();
  assert.equal(await held.exited, 0);
});

test('a second trace of the same user leaves the first one its connection', async (context) => {
  const held = new Held(60);
  context.after(() => held.loaders.remove());
  context.after(() => held.first.kill());
  await held.request('initialize', { protocolVersion: 1 });
  const dropped = once(held.link, 'dropped').then(() => assert.fail('its connection was cut'));
  const second = serveIn(held.loaders.path);
  context.after(() => second.kill());
  await Promise.race([once(second.stdout, 'data'), dropped]);
  // Somebody who says nothing at all.
  const silent = new Socket().connect(join(held.loaders.path, `${held.id}.trace`));
  context.after(() => silent.destroy());
  await once(silent, 'connect');
  await Promise.race([held.request('start', start), dropped]);
  // It can still be met.
  held.cut();
  const detached = held.attach();
  await held.request('stop', {});
  held.link.end();
  assert.equal(await held.exited, 0);
  assert.equal(await detached, 0);
});

/** Another agent from the same folder. */
function serveIn(path: string) {
  const words = [join(path, 'agent.cjs'), 'serve', randomUUID(), '60'];
  return spawn(process.execPath, words, { cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] });
}

test('the socket of an agent that was killed goes with the next one', async () => {
  const killed = new Held(60);
  await killed.request('initialize', { protocolVersion: 1 });
  killed.first.kill('SIGKILL');
  await killed.exited;
  assert.equal(killed.sockets.length, 1);
  const next = serveIn(killed.loaders.path);
  await once(next.stdout, 'data');
  assert.equal(killed.sockets.length, 1);
  assert.ok(!killed.sockets[0]?.startsWith(killed.id));
  next.kill();
  await new Promise((resolve) => next.once('exit', resolve));
  killed.loaders.remove();
});
