import assert from 'node:assert/strict';
import type { ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import type { TracedTraffic } from './traced-traffic.ts';
import type { OtherConnection, Traffic } from './traffic.ts';

/** What a trace has to tell, and must not tell, of connections without proper exchanges. */
export const connectionChecks: Readonly<Record<string, (traced: TracedTraffic) => void>> = {
  'nothing is invented where something else than HTTP is sent': ({ traffic, exchanges }) => {
    const others = othersOf(traffic, 'not-http');
    assert.deepEqual(
      exchanges.filter((exchange) => others.of(exchange)),
      [],
    );
  },

  'broken HTTP: only what was really sent is told': ({ traffic, exchanges }) => {
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
  },

  'nothing else is told': ({ traffic, exchanges }) => {
    const known = new Set(traffic.requests.map(({ target }) => target));
    const others = othersOf(traffic, 'broken');
    const strangers = exchanges.filter(
      (exchange) =>
        !known.has(exchange.request.target) &&
        exchange.request.target !== '/small.json?n=wrk' &&
        !others.of(exchange),
    );
    assert.deepEqual(strangers, []);
  },

  'a connection that nobody accepts fails, with the reason and the process': ({
    traffic,
    result,
  }) => {
    const { port, reason, process } = traffic.refused;
    const events = result.lines.filter(({ type }) => type === 'connection');
    const told = (events as unknown as ConnectionEvent[]).filter(
      ({ remote }) => remote?.port === port,
    );
    const failed = told.filter(({ event }) => event === 'failed');
    assert.equal(failed.length, 1, JSON.stringify(told));
    assert.deepEqual([failed[0]?.reason, failed[0]?.process], [reason, process]);
  },
};

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
