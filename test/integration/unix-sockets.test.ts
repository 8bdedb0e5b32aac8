import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { placeFixture, runHalted } from './connections.ts';
import { loaderPath, placeLoader } from './loader-on-host.ts';
import { type Told, traceByCommand, traceByLoader } from './told.ts';

/** What test/fixtures/unix_sockets.py did. */
interface Facts {
  readonly pid: number;
  readonly server: number;
  readonly path: string;
  /** 108 bytes of path, after which there is no room for a NUL. */
  readonly longest: string;
  readonly big: number;
}

/** What is captured of a message: bpf/include/maps.h adds to the limit, for heads. */
const limit = 65_536;

const traced = {
  '6.12': { 'the headless client': traceByCommand, kprobe: traceByLoader('kprobe') },
  // Here each call is seen by a program and by its spare.
  newest: { fentry: traceByLoader('fentry') },
} as const;

for (const kernel of ['6.12', 'newest'] as const) {
  describe(`HTTP over Unix sockets on kernel ${kernel}`, () => {
    let host: VmHost;
    before(async () => {
      host = await startHost({ kernel });
      await placeFixture(host, 'unix_sockets.py');
      await placeFixture(host, 'loaders_socket.py');
      await placeLoader(host);
    });
    after(() => host.stop());

    for (const attachment of ['fentry', 'kprobe']) {
      test(`what the loader says to the agent is not traced: ${attachment}`, async () => {
        const loader = `${loaderPath} --attachment ${attachment}`;
        const command = `python3 /root/loaders_socket.py ${loader}`;
        const told = JSON.parse(await host.mustRun(command, { user: 'root' })) as object;
        assert.deepEqual(told, { '/loaders': false, '/others': true });
      });
    }

    for (const [name, start] of Object.entries(traced[kernel])) {
      describe(`by ${name}`, () => {
        let told: Told;
        let facts: Facts;
        before(async () => {
          const program = await runHalted<Facts>(host, 'unix_sockets.py');
          const trace = await start(host);
          facts = await program.goOn();
          told = await trace.stop('/longest');
        });
        checks(
          () => told,
          () => facts,
        );
      });
    }
  });
}

function checks(told: () => Told, facts: () => Facts): void {
  const over = () => told().exchanges.filter(({ local }) => local.kind === 'unix');
  const exchange = (target: string): Exchange => {
    const found = over().filter(({ request }) => request.target === target);
    assert.equal(found.length, 1, `${target}: ${JSON.stringify(found).slice(0, 2000)}`);
    return found[0] as Exchange;
  };

  test('each is told once, as the server’s, with both processes and the path', () => {
    for (let number = 0; number < 20; number++) {
      const { side, process, peer, local, remote, completeness, response } = exchange(
        `/kept/${number}`,
      );
      assert.deepEqual(completeness, { state: 'complete', notes: [] });
      assert.deepEqual(
        [side, process.pid, peer.process?.pid],
        ['server', facts().server, facts().pid],
      );
      assert.deepEqual(local, { address: facts().path, port: 0, kind: 'unix' });
      assert.deepEqual(remote, { address: '', port: 0, kind: 'unix' });
      assert.equal(Buffer.from(response?.body ?? '', 'base64').toString(), 'ok');
    }
  });

  test('a connection from before the trace', () => {
    const { completeness, local, side, peer } = exchange('/first');
    assert.equal(completeness.state, 'complete');
    assert.deepEqual(
      [local.address, side, peer.process?.pid],
      [facts().path, 'server', facts().pid],
    );
  });

  test('an abstract name', () => {
    assert.equal(exchange('/abstract').local.address, '@http-trace-test');
    assert.equal(exchange('/abstract').completeness.state, 'complete');
  });

  test('a path as long as it may be', () => {
    assert.equal(facts().longest.length, 108);
    assert.equal(exchange('/longest').local.address, facts().longest);
    assert.equal(exchange('/longest').completeness.state, 'complete');
  });

  for (const target of ['/big', '/sendfile']) {
    test(`${target}: all of its bytes are counted`, () => {
      const { response, completeness } = exchange(target);
      assert.equal(response?.bodyBytes, facts().big);
      assert.equal(completeness.state, 'truncated', JSON.stringify(completeness));
      const body = Buffer.from(response?.body ?? '', 'base64');
      assert.ok(body.length >= limit && body.every((byte) => byte === 0x78));
    });
  }

  test('both ends of each connection: how it began, and what it came to', () => {
    const { connection, peer } = exchange('/kept/0');
    const of = (end: 'local' | 'remote') =>
      told().connections.filter(
        (event) => event[end]?.kind === 'unix' && event[end].address === facts().path,
      );
    const kept = of('local').filter(({ id }) => id === connection);
    assert.deepEqual(
      kept.map(({ event, process }) => [event, process?.pid]),
      [
        ['accept', facts().server],
        ['close', facts().server],
      ],
    );
    const { bytesSent, bytesReceived } = kept[1] ?? assert.fail();
    const clients = of('remote').filter(
      (event) => event.event === 'close' && event.bytesReceived === bytesSent,
    );
    assert.ok(clients.some(({ process, ...c }) => c.bytesSent === bytesReceived && process));
    assert.equal(clients[0]?.process?.pid, peer.process?.pid);
    assert.ok(of('local').some(({ event, joined }) => event === 'established' && joined));
  });

  test('nothing else is told, and nothing was lost', () => {
    assert.equal(over().length, 25);
    assert.deepEqual(told().losses, []);
  });
}
