import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { destination, TraceCommand, type TraceResult } from './trace-command.ts';
import { asBefore, traces } from './trace-leftovers.ts';
import {
  exchangesOf,
  makeTraffic,
  type OtherConnection,
  placeTraffic,
  type SeenRequest,
  type Traffic,
} from './traffic.ts';

/** How far a time may lie outside of what the client measured around its request. */
const toleranceMs = 5;

for (const kernel of ['6.1', '6.12'] as const) {
  describe(`exchanges on kernel ${kernel}`, () => {
    let host: VmHost;
    let clean: string[];
    let links: string;
    let files: string;
    let traffic: Traffic;
    let result: TraceResult;
    let exchanges: Exchange[];
    let byTarget: Map<string, Exchange[]>;

    const linksOn = () => host.mustRun('bpftool link; bpftool map', { user: 'root' });
    const filesOn = () => host.mustRun('ls -A /tmp /var/tmp /dev/shm /run/user ~dev; true');

    before(async () => {
      host = await startHost({ kernel });
      await placeTraffic(host);
      // The package that the first trace leaves for the next one is no trace of this one.
      await new TraceCommand([...destination(host.target), '--duration', '0.1']).result();
      clean = await traces(host);
      links = await linksOn();
      files = await filesOn();
      const command = new TraceCommand(destination(host.target));
      await command.ready();
      traffic = await makeTraffic(host);
      const last = traffic.requests.at(-1)?.target;
      await command.line((line) => (line['request'] as { target?: string })?.target === last);
      // What its clients closed has been told by then, but not the two ends of what it closed last.
      await new Promise((resolve) => setTimeout(resolve, 2000));
      command.child.kill('SIGINT');
      result = await command.result();
      exchanges = exchangesOf(result.lines);
      byTarget = new Map();
      for (const exchange of exchanges) {
        const { target } = exchange.request;
        byTarget.set(target, [...(byTarget.get(target) ?? []), exchange]);
      }
    });
    after(() => host.stop());

    /** The exchange of each request. */
    function* pairs(): Generator<[SeenRequest, Exchange]> {
      for (const request of traffic.requests) {
        const exchange = byTarget.get(request.target)?.[0];
        assert.ok(exchange, `${request.target} was not told`);
        yield [request, exchange];
      }
    }

    test('the trace ends in order, without a loss', () => {
      assert.equal(result.status, 0, result.progress);
      assert.deepEqual(
        result.lines.filter(({ type }) => type === 'loss' || type === 'error'),
        [],
      );
    });

    test('each is told exactly once', () => {
      const wrong = traffic.requests
        .map(({ target }) => [target, byTarget.get(target)?.length ?? 0] as const)
        .filter(([, count]) => count !== 1);
      assert.deepEqual(wrong, []);
      assert.ok(traffic.requests.length > 5100);
      const ids = new Set(exchanges.map(({ id }) => id));
      assert.equal(ids.size, exchanges.length);
    });

    test('method, status, sizes and protocol are right', () => {
      for (const [seen, { request, response, protocol, scheme }] of pairs()) {
        const told = {
          method: request.method,
          status: response?.status,
          requestBytes: request.bodyBytes,
          responseBytes: response?.bodyBytes,
          protocol,
          scheme,
        };
        const { method, status, requestBytes, responseBytes, version } = seen;
        const wanted = { method, status, requestBytes, responseBytes };
        assert.deepEqual(told, { ...wanted, protocol: version, scheme: 'http' }, seen.target);
      }
    });

    test('bodies are what was sent, as far as they were captured', () => {
      for (const [seen, { request, response, completeness }] of pairs()) {
        const body = Buffer.from(response?.body ?? '', 'base64');
        const large = seen.responseBytes > 60_000 || seen.requestBytes > 60_000;
        if (!large) assert.equal(body.length, seen.responseBytes, seen.target);
        if (seen.target.startsWith('/small.json') && seen.method === 'GET') {
          assert.equal(body.toString(), '{"ok":true}', seen.target);
        }
        if (seen.requestBytes > 0 && !large) {
          const sent = Buffer.from(request.body ?? '', 'base64');
          assert.equal(sent.length, seen.requestBytes);
          assert.ok(sent.every((byte) => byte === sent[0]));
        }
        if (!large) assert.equal(completeness.state, 'complete', seen.target);
        else assert.ok(['complete', 'truncated'].includes(completeness.state), completeness.state);
      }
    });

    test('both processes are told, and which is the server', () => {
      for (const [seen, { process, peer, side }] of pairs()) {
        const { name, pid, command } = seen.server;
        assert.equal(side, 'server', seen.target);
        assert.equal(process.name, name, seen.target);
        if (pid === undefined) assert.match(process.command, /^nginx: worker process/);
        else assert.deepEqual([process.pid, process.command], [pid, command], seen.target);
        assert.deepEqual(peer.process, seen.client, seen.target);
      }
    });

    test('addresses and ports are those of the server’s end', () => {
      for (const [seen, { local, remote }] of pairs()) {
        const address = seen.kind === 'ipv6' ? '::1' : '127.0.0.1';
        assert.deepEqual(local, { address, port: seen.server.port }, seen.target);
        assert.deepEqual(remote, { address, port: seen.clientPort }, seen.target);
      }
    });

    test('times lie within what the client measured', () => {
      for (const [seen, { timing }] of pairs()) {
        const { startMs, requestEndMs, responseStartMs, endMs } = timing;
        const said = `${seen.target}: ${JSON.stringify({ ...timing, seen: [seen.start, seen.end] })}`;
        assert.ok(responseStartMs !== null && endMs !== null, said);
        assert.ok(startMs >= seen.start - toleranceMs, said);
        assert.ok(endMs <= seen.end + toleranceMs, said);
        assert.ok(startMs <= requestEndMs && startMs <= responseStartMs, said);
        assert.ok(responseStartMs <= endMs && requestEndMs <= endMs, said);
      }
    });

    test('times are those that the client measured', () => {
      // What happens in the client before its first send and after its last receive is the client's time alone;
      // emulation makes it long at times, so the middle one of many counts.
      for (const kind of ['keep-alive', 'load']) {
        const differences = [...pairs()]
          .filter(([seen]) => seen.kind === kind)
          .map(([{ start, end }, { timing }]) =>
            Math.max(Math.abs(timing.startMs - start), Math.abs((timing.endMs ?? 0) - end)),
          )
          .sort((a, b) => a - b);
        const median = differences[differences.length >> 1] ?? Infinity;
        assert.ok(median <= toleranceMs, `${kind}: ${median} ms (${differences.length} requests)`);
      }
    });

    test('a server that takes its time is seen to take it', () => {
      const late = [...pairs()].filter(([{ target }]) => target.startsWith('/late'));
      assert.ok(late.length > 5);
      for (const [, { timing }] of late) {
        assert.ok((timing.responseStartMs ?? 0) - timing.startMs >= 49);
      }
    });

    test('wrk: what it counted, and at most one more a connection', () => {
      const told = byTarget.get('/small.json?n=wrk') ?? [];
      const { made, connections, pid, command } = traffic.wrk;
      const complete = told.filter(({ completeness }) => completeness.state === 'complete').length;
      assert.ok(made > 0);
      assert.ok(complete >= made && told.length <= made + connections, `${complete} of ${made}`);
      for (const { peer } of told) {
        assert.deepEqual([peer.process?.pid, peer.process?.command], [pid, command]);
      }
    });

    test('nothing is invented where something else than HTTP is sent', () => {
      const others = othersOf(traffic, 'not-http');
      assert.deepEqual(
        exchanges.filter((exchange) => others.of(exchange)),
        [],
      );
    });

    test('broken HTTP: only what was really sent is told', () => {
      const others = othersOf(traffic, 'broken');
      assert.ok(others.count > 20);
      for (const exchange of exchanges) {
        const other = others.of(exchange);
        if (!other) continue;
        const sent = Buffer.from(other.sent, 'base64').toString('latin1');
        const received = Buffer.from(other.received, 'base64').toString('latin1');
        const { request, response, completeness } = exchange;
        const said = `${JSON.stringify(exchange).slice(0, 600)} for ${JSON.stringify(sent.slice(0, 200))}`;
        if (completeness.state === 'request-missing') assert.equal(request.method, '', said);
        else assert.ok(sent.startsWith(`${request.method} ${request.target}`), said);
        if (response) {
          const line = `HTTP/1.1 ${response.status}`;
          assert.ok(received.startsWith(line) || sent.startsWith(line), said);
        }
      }
    });

    test('nothing else is told', () => {
      const known = new Set(traffic.requests.map(({ target }) => target));
      const others = othersOf(traffic, 'broken');
      const strangers = exchanges.filter(
        (exchange) =>
          !known.has(exchange.request.target) &&
          exchange.request.target !== '/small.json?n=wrk' &&
          !others.of(exchange),
      );
      assert.deepEqual(strangers, []);
    });

    test('afterwards the host is as it was', async () => {
      await asBefore(host, clean);
      assert.equal(await linksOn(), links);
      assert.equal(await filesOn(), files);
    });
  });
}

/** Connections of a kind by both their ports: clients of two servers may have the same port at the same time. */
function othersOf({ others }: Traffic, kind: OtherConnection['kind']) {
  const byPorts = new Map(
    others
      .filter((one) => one.kind === kind)
      .map((one) => [`${one.clientPort} ${one.serverPort}`, one] as const),
  );
  return {
    count: byPorts.size,
    of: ({ local, remote }: Exchange): OtherConnection | undefined =>
      byPorts.get(`${remote.port} ${local.port}`) ?? byPorts.get(`${local.port} ${remote.port}`),
  };
}
