import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { type Connected, type Failure, openConnections, placeConnections } from './connections.ts';
import { placeLoader } from './loader-on-host.ts';
import { type Told, traceByCommand, traceByLoader } from './told.ts';

/** The whole of it on one kernel, all ways of attaching at functions on the oldest. */
const ways = [
  { kernel: '6.12', name: 'the headless client', start: traceByCommand },
  { kernel: '5.10', name: 'fentry', start: traceByLoader('fentry') },
  { kernel: '5.10', name: 'kprobe', start: traceByLoader('kprobe') },
  { kernel: '5.10', name: 'kprobes only', start: traceByLoader('kprobes only') },
] as const;

for (const kernel of ['6.12', '5.10'] as const) {
  describe(`connections on kernel ${kernel}`, () => {
    let host: VmHost;
    before(async () => {
      host = await startHost({ kernel });
      await placeConnections(host);
      if (kernel === '5.10') await placeLoader(host);
    });
    after(() => host.stop());

    for (const { name, start } of ways.filter((way) => way.kernel === kernel)) {
      describe(`by ${name}`, () => {
        let told: Told;
        let facts: Connected;
        before(async () => {
          const program = await openConnections(host);
          const trace = await start(host);
          facts = await program.goOn();
          told = await trace.stop('/container');
        });
        checks(
          () => told,
          () => facts,
        );
        checkPlaces(
          () => told,
          () => facts,
        );
      });
    }
  });
}

function checks(told: () => Told, facts: () => Connected): void {
  /** What was told of the connection with this client's port: by the client's end, and by the server's. */
  const ends = (port: number, server = facts().server.port) => {
    const events = told().connections;
    // A client's port is chosen only after its connect() began.
    const idsOf = (local: number, remote: number) =>
      events.filter((e) => e.local.port === local && e.remote?.port === remote).map(({ id }) => id);
    const [client, back] = [idsOf(port, server), idsOf(server, port)];
    return {
      client: events.filter(({ id }) => client.includes(id)),
      server: events.filter(({ id }) => back.includes(id)),
    };
  };
  const kinds = (events: readonly ConnectionEvent[]) => events.map(({ event }) => event);
  const exchange = (target: string): Exchange => {
    const found = told().exchanges.filter(({ request }) => request.target === target);
    assert.equal(found.length, 1, `${target}: ${JSON.stringify(found)}`);
    return found[0] as Exchange;
  };

  test('the first request on a connection from before the trace is complete', () => {
    const { completeness, process, peer, response } = exchange('/first');
    assert.deepEqual(completeness, { state: 'complete', notes: [] });
    assert.deepEqual([process.pid, peer.process?.pid], [facts().server.pid, facts().pid]);
    assert.equal(response?.status, 200);
  });

  test('connections and listening sockets from before are told with their processes', () => {
    const { client, server } = ends(facts().ports['before'] ?? 0);
    for (const [events, pid] of [
      [client, facts().pid],
      [server, facts().server.pid],
    ] as const) {
      assert.deepEqual(kinds(events), ['established', 'close']);
      for (const { joined, process } of events)
        assert.deepEqual([joined, process?.pid], [true, pid]);
      // Both requests, of which the trace saw one.
      assert.ok((events[1]?.bytesSent ?? 0) > 60 && (events[1]?.bytesReceived ?? 0) > 60);
      assert.equal(events[1]?.durationMs, undefined);
    }
    const listening = told().connections.filter(
      ({ event, local }) => event === 'listen' && local.port === facts().server.port,
    );
    assert.deepEqual(
      listening.map(({ joined, remote, process }) => [joined, remote, process?.pid]),
      [[true, null, facts().server.pid]],
    );
  });

  test("a connection that waited to be accepted when the trace began has all of its server's end told", () => {
    const { queued, pid, ports } = facts();
    const { completeness, process, response, peer } = exchange('/queued');
    assert.deepEqual([completeness, response?.status], [{ state: 'complete', notes: [] }, 200]);
    assert.deepEqual([process.pid, peer.process?.pid], [pid, pid]);
    const { client, server } = ends(ports['queued'] ?? 0, queued);
    assert.deepEqual(
      client.map(({ event, joined }) => [event, joined]),
      [
        ['established', true],
        ['close', true],
      ],
    );
    assert.deepEqual(
      server.map(({ event, joined, process }) => [event, joined, process?.pid]),
      [
        ['accept', undefined, pid],
        ['close', undefined, pid],
      ],
    );
    assert.deepEqual(
      [server[1]?.bytesReceived, server[1]?.closedBy],
      ['GET /queued HTTP/1.1\r\nHost: a\r\n\r\n'.length, 'remote'],
    );
  });

  for (const [name, client, server] of [
    ['client-closes', 'local', 'remote'],
    ['server-closes', 'remote', 'local'],
    ['reset', 'local', 'reset'],
  ] as const) {
    test(`${name}: the whole life of both ends`, () => {
      const { netns, pid, server: at, ports } = facts();
      const seen = ends(ports[name] ?? 0);
      assert.deepEqual(kinds(seen.client), ['connect', 'established', 'close']);
      assert.deepEqual(kinds(seen.server), ['accept', 'close']);
      const { request, response } = {
        request: `GET /${name} HTTP/1.1\r\nHost: a\r\n\r\n`,
        response: 40,
      };
      for (const event of [...seen.client, ...seen.server]) {
        assert.deepEqual([event.netns, event.joined], [netns, undefined]);
      }
      assert.deepEqual(
        seen.client.map(({ process }) => process?.pid),
        [pid, pid, pid],
      );
      assert.deepEqual(
        seen.server.map(({ process }) => process?.pid),
        [at.pid, at.pid],
      );
      const [closed, other] = [seen.client[2], seen.server[1]];
      assert.deepEqual([closed?.closedBy, other?.closedBy], [client, server]);
      assert.equal(other?.reason, name === 'reset' ? 'ECONNRESET' : undefined);
      assert.deepEqual([closed?.bytesSent, closed?.bytesReceived], [request.length, response]);
      assert.deepEqual([other?.bytesSent, other?.bytesReceived], [response, request.length]);
      for (const event of [closed, other]) {
        assert.equal(event?.bytesRead, event?.bytesReceived);
        assert.equal(event?.dataSegmentsIn, 1);
        const said = JSON.stringify(event);
        assert.ok((event?.segmentsIn ?? 0) > 1 && (event?.segmentsOut ?? 0) > 1, said);
        assert.ok((event?.durationMs ?? 0) > 0 && (event?.rttMs ?? 0) > 0, said);
        assert.equal(event?.retransmits, 0);
      }
      assert.ok((seen.client[1]?.rttMs ?? 0) > 0);
      // The first accept() had begun before the trace: whose it is shows with the first bytes.
      if (name !== 'client-closes') assert.ok((seen.server[0]?.rttMs ?? 0) > 0);
    });
  }

  const failing = ({ address, port }: Failure) =>
    told().connections.filter(({ remote }) => remote?.address === address && remote.port === port);

  for (const [name, reason] of [
    ['refused', 'ECONNREFUSED'],
    ['unreachable', 'EHOSTUNREACH'],
    ['timed-out', 'ETIMEDOUT'],
  ] as const) {
    test(`${name}: failed, and why`, () => {
      const failure = facts().failures[name];
      assert.ok(failure);
      // Those that fill a crowded listener are given up, or refused once it closes.
      const failed = failing(failure).filter((e) => e.event === 'failed' && e.reason === reason);
      assert.deepEqual(
        failed.map(({ process }) => process?.pid),
        [facts().pid],
      );
    });
  }

  test('retransmits are told with a count', () => {
    const failure = facts().failures['timed-out'];
    assert.ok(failure);
    const events = failing(failure);
    const failed = events.find((e) => e.event === 'failed' && e.reason === 'ETIMEDOUT');
    const again = events.filter(({ event, id }) => event === 'retransmit' && id === failed?.id);
    assert.ok(again.length > 0 && again.every(({ retransmits = 0 }) => retransmits > 0));
    for (const [i, { timeMs }] of again.slice(1).entries()) {
      assert.ok(timeMs - (again[i]?.timeMs ?? 0) >= 1000);
    }
  });

  test('another network namespace', () => {
    const { namespace, netns } = facts();
    const { process, peer, completeness } = exchange('/namespace');
    assert.deepEqual(
      [process.pid, peer.process?.pid, completeness.state],
      [namespace.pid, namespace.pid, 'complete'],
    );
    assert.notEqual(namespace.netns, netns);
    const there = told().connections.filter((event) => event.netns === namespace.netns);
    const client = there.filter(({ local }) => local.port === namespace.port);
    assert.deepEqual(kinds(client), ['established', 'close']);
    const server = there.filter(({ remote }) => remote?.port === namespace.port);
    assert.equal(server[0]?.event, 'accept');
    assert.ok(there.some(({ event }) => event === 'listen'));
  });

  test('what came with a SYN, and was answered before the handshake was over', () => {
    const { pid, port, server } = facts().fastOpen;
    const request = 'GET /fast-open HTTP/1.1\r\nHost: a\r\n\r\n';
    const seen = ends(port, server);
    // On a slow host the kernel sends again what was only late.
    const first = (events: readonly ConnectionEvent[]) =>
      events.filter(({ event }) => event !== 'retransmit');
    assert.deepEqual(kinds(first(seen.client)), ['connect', 'established', 'close']);
    assert.deepEqual(kinds(first(seen.server)), ['accept', 'close']);
    for (const { joined } of [...seen.client, ...seen.server]) assert.equal(joined, undefined);
    const [client, back] = [seen.client.at(-1), seen.server.at(-1)];
    assert.deepEqual([client?.bytesSent, client?.bytesReceived], [request.length, 40]);
    assert.deepEqual([back?.bytesSent, back?.bytesReceived], [40, request.length]);
    const { completeness, side, process, connection } = exchange('/fast-open');
    assert.deepEqual(completeness, { state: 'complete', notes: [] });
    assert.deepEqual([side, process.pid, connection], ['server', pid, back?.id]);
  });

  test('a process in a container', () => {
    const { container, server } = facts();
    const { peer, process } = exchange('/container');
    assert.deepEqual([process.pid, peer.process?.pid], [server.pid, container.pid]);
    assert.equal(process.container, undefined);
    if (!told().readsProcesses) return;
    assert.deepEqual(peer.process?.container, { id: container.id, runtime: 'docker' });
    const { client } = ends(container.port);
    assert.deepEqual(client[0]?.process?.container, { id: container.id, runtime: 'docker' });
  });
}

/** That of each byte it is known where it lies, however early it moved. */
function checkPlaces(told: () => Told, facts: () => Connected): void {
  test('a handshake that ends while what came with the SYN is read or answered', () => {
    for (let i = 0; i < facts().fastOpen.fast; i++) {
      const found = told().exchanges.filter(({ request }) => request.target === `/fast/${i}`);
      assert.deepEqual(
        found.map(({ completeness, side }) => [completeness, side]),
        [[{ state: 'complete', notes: [] }, 'server']],
      );
    }
  });

  test('all that moved had its place', () => assert.deepEqual(told().losses, []));
}
