import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Exchange, MessageSide, Process } from '../../remote-agent/protocol/exchange.ts';
import { blindnessTo } from './sight.ts';
import { assertNothingLost } from './trace-command.ts';
import { pairs, type TracedTraffic } from './traced-traffic.ts';
import type { Party, SeenBody, Traffic } from './traffic.ts';

/** How far a time may lie outside of what the client measured around its request. */
const toleranceMs = 5;

/** A server's send may return only after the client was served, by as much as the machine is busy. */
const stallMs = 2000;

/** The default of what is copied of a body. */
const captureLimit = 65_536;

/** What a trace has to tell of the traffic, each with the sentence that says so. */
export const exchangeChecks: Readonly<Record<string, (traced: TracedTraffic) => void>> = {
  'the trace ends in order, without a loss': ({ result }) => {
    assert.equal(result.status, 0, result.progress);
    assertNothingLost(result);
  },

  'each is told exactly once, and what the design does not see not at all': (traced) => {
    const { traffic, byTarget, exchanges, counts, design } = traced;
    const wrong = traffic.requests
      .map((seen) => [seen.target, byTarget.get(seen.target)?.length ?? 0, wanted(seen)] as const)
      .filter(([, told, should]) => told !== should);
    assert.deepEqual(wrong, []);
    const inNumbers = counts.load[0] * counts.load[1] + counts.keepAlive + counts.parallel;
    assert.ok(traffic.requests.length > inNumbers + 100);
    assert.equal(new Set(exchanges.map(({ id }) => id)).size, exchanges.length);

    function wanted(seen: Traffic['requests'][number]): number {
      return blindnessTo(design, seen)?.told === 'nothing' ? 0 : 1;
    }
  },

  'method, status, sizes and protocol are right': (traced) => {
    for (const [seen, { request, response, protocol, scheme }] of pairs(traced)) {
      const { method, status, version } = seen;
      assert.deepEqual(
        {
          ...{ method: request.method, status: response?.status, protocol, scheme },
          ...{ requestBytes: request.bodyBytes, responseBytes: response?.bodyBytes },
        },
        {
          ...{ method, status, protocol: version, scheme: 'http' },
          ...{ requestBytes: seen.requestBody.bytes, responseBytes: seen.responseBody.bytes },
        },
        seen.target,
      );
    }
  },

  'bodies are byte by byte what was sent, as far as they were captured': (traced) => {
    for (const [seen, exchange] of pairs(traced)) {
      checkBody(seen.requestBody, exchange, 'request', traced.traffic);
      checkBody(seen.responseBody, exchange, 'response', traced.traffic);
    }
  },

  'what was captured whole is complete, and the rest says how much it is': (traced) => {
    for (const [seen, { completeness }] of pairs(traced)) {
      const long = Math.max(seen.requestBody.bytes, seen.responseBody.bytes) > captureLimit;
      const said = `${seen.target}: ${JSON.stringify(completeness)}`;
      if (!long) assert.equal(completeness.state, 'complete', said);
      else assert.ok(['complete', 'truncated'].includes(completeness.state), said);
    }
  },

  'both processes are told, and which is the server': (traced) => {
    for (const [seen, { process, peer, side }] of pairs(traced)) {
      if (blindnessTo(traced.design, seen)) {
        assert.equal(side, 'client', seen.target);
        checkParty(process, seen.client, seen.target);
        assert.equal(peer.process, undefined, seen.target);
        continue;
      }
      assert.equal(side, 'server', seen.target);
      checkParty(process, seen.server, seen.target);
      checkParty(peer.process, seen.client, seen.target);
    }
  },

  'addresses and ports are those of the process’s end': (traced) => {
    for (const [seen, { local, remote, side }] of pairs(traced)) {
      if (seen.kind === 'unix') continue;
      const address = seen.kind === 'ipv6' ? '::1' : '127.0.0.1';
      const server = { address, port: seen.server.port };
      const client = { address, port: seen.clientPort };
      const ends = side === 'server' ? [server, client] : [client, server];
      assert.deepEqual([local, remote], ends, seen.target);
    }
  },

  'a Unix socket is told by its path': (traced) => {
    for (const [seen, { local }] of pairs(traced)) {
      if (seen.kind === 'unix') assert.equal(local.address, seen.server.path, seen.target);
    }
  },

  'times lie within what the client measured': (traced) => {
    for (const [seen, { timing }] of pairs(traced)) {
      const { startMs, requestEndMs, responseStartMs, endMs } = timing;
      const said = `${seen.target}: ${JSON.stringify({ ...timing, seen: [seen.start, seen.end] })}`;
      assert.ok(responseStartMs !== null && endMs !== null, said);
      assert.ok(startMs >= seen.start - toleranceMs, said);
      assert.ok(endMs <= seen.end + stallMs, said);
      assert.ok(startMs <= requestEndMs && startMs <= responseStartMs, said);
      assert.ok(responseStartMs <= endMs && requestEndMs <= endMs, said);
    }
  },

  'times are those that the client measured': (traced) => {
    // What happens in the client before its first send and after its last receive is the client's time alone, and
    // emulation makes it long: clocks that agree show in the requests that nothing held up.
    for (const kind of ['keep-alive', 'load']) {
      const differences = [...pairs(traced)]
        .filter(([seen]) => seen.kind === kind)
        .map(([{ start, end }, { timing }]) =>
          Math.max(Math.abs(timing.startMs - start), Math.abs((timing.endMs ?? 0) - end)),
        )
        .sort((a, b) => a - b);
      const early = differences[differences.length >> 3] ?? Infinity;
      assert.ok(early <= toleranceMs, `${kind}: ${early} ms (${differences.length} requests)`);
    }
  },

  'a server that takes its time is seen to take it': (traced) => {
    const late = [...pairs(traced)].filter(([{ target }]) => target.startsWith('/late'));
    assert.ok(late.length > 5);
    for (const [, { timing }] of late) {
      assert.ok((timing.responseStartMs ?? 0) - timing.startMs >= 49);
    }
  },

  'wrk: what it counted, and at most one more a connection': ({ traffic, byTarget }) => {
    const told = byTarget.get('/small.json?n=wrk') ?? [];
    const { made, connections, pid, command } = traffic.wrk;
    const complete = told.filter(({ completeness }) => completeness.state === 'complete').length;
    assert.ok(made > 0);
    assert.ok(complete >= made && told.length <= made + connections, `${complete} of ${made}`);
    for (const { peer } of told) {
      assert.deepEqual([peer.process?.pid, peer.process?.command], [pid, command]);
    }
  },
};

function checkBody(
  seen: SeenBody,
  { request, response, completeness }: Exchange,
  message: MessageSide,
  { bodies }: Traffic,
): void {
  const told = Buffer.from((message === 'request' ? request : response)?.body ?? '', 'base64');
  const real = Buffer.from(bodies[seen.sha256] ?? '', 'base64');
  const said = `${message} of ${request.target}: ${told.length} of ${seen.bytes} bytes`;
  const truncated = completeness.notes.find(
    (note) => note.kind === 'truncated' && note.message === message,
  );
  if (truncated?.kind === 'truncated') {
    assert.deepEqual([truncated.captured, truncated.total], [told.length, seen.bytes], said);
    assert.ok(told.length >= Math.min(captureLimit, seen.bytes), said);
  } else {
    assert.equal(told.length, seen.bytes, said);
    assert.equal(createHash('sha256').update(told).digest('hex'), seen.sha256, said);
  }
  assert.ok(told.equals(real.subarray(0, told.length)), `wrong bytes in the ${said}`);
}

function checkParty(told: Process | undefined, seen: Party, target: string): void {
  assert.ok(told, `${target}: no process of the name ${seen.name}`);
  if (seen.pid === undefined) {
    assert.equal(told.name, seen.name, target);
    assert.ok(told.command.startsWith(seen.command), `${target}: ${told.command}`);
  } else {
    const { name, command, pid, cwd } = seen;
    const { cwd: toldCwd, ...rest } = told;
    assert.deepEqual(rest, { pid, name, command }, target);
    if (cwd !== undefined) assert.equal(toldCwd, cwd, target);
  }
}
