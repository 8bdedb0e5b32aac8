import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventEnums } from '../../dist/generated/event-layout.ts';
import { eventFlag, tcpState } from '../../remote-agent/capture/events.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import {
  type CaptureHost,
  captureHosts,
  firstPieceAloneOn,
  hasMultipath,
  notFollowedBy,
  seesCallsAlone,
} from './capture-hosts.ts';
import { type Attachment, answeredFor, placeLoader, type Records } from './loader-on-host.ts';
import { atOnce, captureMoves, type Moves, placeMoves, sentAtOnce } from './moves.ts';
import { checkConnection, socketsOf } from './moves-check.ts';

/** bpf/include/maps.h: the capture limit, and what is added to it for heads. */
const limit = 65_536 + 16_384;

/** bpf/include/source.h, SMALL_PAYLOAD: calls that are copied beyond the limit, too. */
const small = 512;

/** Moved by io_uring: one who sees nothing but system calls is blind to them. */
const byUring = [
  ...['uring-send', 'uring-send-large', 'uring-send-worker', 'uring-sendmsg'],
  ...['uring-receive', 'uring-receive-worker', 'uring-recvmsg'],
];

/** Connections of which everything is captured, up to the limit. */
const whole = [
  ...['send', 'send-large', 'write', 'writev', 'writev-large', 'corked', 'zero-copy', 'bytewise'],
  ...['sendmsg-2', 'sendmsg-3', 'sendmsg-8', 'sendmsg-20', 'sendmsg-empty', 'sendmsg-unequal'],
  ...['sendmsg-large-2', 'sendmsg-large-3', 'sendmsg-large-8', 'sendmsg-large-20'],
  ...['sendmsg-60', 'sendmsg-large-60', 'sendmsg-empty-large', 'child'],
  ...['shredded', 'shredded-receipt'],
  ...['recvmsg', 'recvmsg-large', 'readv', 'pieces', 'pieces-large', 'peek', 'wait-for-all'],
  ...[
    'ipv6',
    'mapped',
    'mapped-client',
    'half-closed',
    'read-late',
    'both',
    'joined',
    'partial',
    'big',
  ],
  ...['passed', 'duplicate', 'threads', 'connected-again'],
];

const silent = ['binary', 'ssh', 'smtp', 'before'];

for (const captureHost of captureHosts) {
  const { kernel, cmdline, attachments } = captureHost;
  describe(`capture on kernel ${kernel} ${cmdline}`.trim(), () => {
    let host: VmHost;
    before(async () => {
      host = await startHost({ kernel, cmdline });
      await placeLoader(host);
      await placeMoves(host);
    });
    after(() => host.stop());

    for (const attachment of attachments) {
      describe(`by ${attachment}`, () => checkCapture(() => host, attachment, captureHost));
    }
  });
}

function checkCapture(host: () => VmHost, attachment: Attachment, captureHost: CaptureHost): void {
  let moves: Moves;
  let records: Records;
  const bySystemCall = seesCallsAlone(attachment);
  const notFollowed = notFollowedBy(attachment, captureHost);
  const check = (name: string, isBlind = false) => {
    const blind = isBlind || name === 'urgent' || (bySystemCall && byUring.includes(name));
    return checkConnection(name, moves, records, blind);
  };
  before(async () => {
    ({ moves, records } = await captureMoves(host(), attachment));
  });

  const first = firstPieceAloneOn(captureHost);
  const multipath = hasMultipath(captureHost);
  const listened = multipath ? ['multipath-listener'] : [];
  const readable = byUring.filter((name) => !bySystemCall && !first.includes(name));
  for (const name of [...whole, ...listened, ...readable, ...(bySystemCall ? [] : sentAtOnce)]) {
    test(`${name}: every byte, in its place, of its process`, () => {
      const { client, server } = check(name);
      for (const { sent, received } of [client, server]) {
        for (const { events, captured, unreadable } of [sent, received]) {
          const moved = events.reduce((sum, event) => sum + event.moved, 0);
          assert.equal(unreadable, 0);
          assert.ok(captured >= Math.min(moved, limit));
          // What is captured comes first; the rest is only counted, but for calls of few bytes.
          const short = events.findIndex(({ start, end, moved }) => end - start < moved);
          const later = short < 0 ? [] : events.slice(short + 1);
          assert.ok(later.every(({ start, end, moved }) => start === end || moved <= small));
        }
        assert.ok(sent.events.length > 0 && received.events.length > 0);
      }
    });
  }

  // Where the order of those who send at the same time is not known, nothing is told in a wrong place.
  for (const name of ['amid-a-send', ...(bySystemCall ? sentAtOnce : [])]) {
    test(`${name}: in its place or declared, whole at the other end, and in its place again`, (t) => {
      const { client, server } = check(name, true);
      const sent = moves.connections[name]?.client.sent ?? 0;
      t.diagnostic(`${client.sent.captured} of ${sent} bytes have a place`);
      assert.deepEqual([server.received.unseen, server.received.unreadable], [0, 0]);
      const last = client.sent.events.at(-1);
      assert.deepEqual([last?.moved, (last?.end ?? 0) - (last?.start ?? 0)], [160, 160]);
      assert.equal((last?.position ?? 0) + 160, sent);
    });
  }

  test('read-at-once: whole at the other end, and positions that end where the stream does', () => {
    const { client, server } = check('read-at-once', true);
    assert.deepEqual([client.sent.unseen, client.sent.unreadable], [0, 0]);
    const ends = server.received.events.map(({ position, moved }) => position + moved);
    assert.equal(Math.max(...ends), moves.connections['read-at-once']?.server.received);
  });

  for (const [name, [captured, unreadable]] of Object.entries(notFollowed)) {
    test(`${name}: every byte, or what is not followed is counted and declared`, () => {
      const { client, server } = check(name);
      assert.deepEqual([client.sent.captured, client.sent.unreadable], [captured, unreadable]);
      assert.deepEqual([server.received.unreadable, server.sent.unreadable], [0, 0]);
    });
  }

  for (const name of first) {
    test(`${name}: what follows its first piece is counted and declared`, () => {
      const { client, server } = check(name);
      const { captured, unreadable } = name === 'uring-sendmsg' ? client.sent : server.received;
      assert.deepEqual([captured, unreadable], [101, 199]);
    });
  }

  test('sendfile: counted and declared, and what follows is in its place', () => {
    const { client, server } = check('sendfile');
    assert.deepEqual([client.sent.captured, client.sent.unreadable], [300, 29_800]);
    assert.deepEqual([server.received.captured, server.received.unreadable], [30_100, 0]);
  });

  test('splice: counted and declared at the end that splices, and whole at the other', () => {
    const into = check('splice');
    assert.deepEqual([into.client.sent.captured, into.client.sent.unreadable], [300, 29_700]);
    assert.equal(into.server.received.captured, 30_000);
    const { server, client } = check('splice-receipt');
    assert.deepEqual([server.received.captured, server.received.unreadable], [300, 29_700]);
    assert.equal(client.sent.captured, 30_000);
  });

  if (bySystemCall) {
    for (const name of byUring) {
      test(`${name}: not seen, and seen to be missing`, () => {
        const { client, server } = check(name);
        const sent = name.includes('send');
        const [blind, other] = sent
          ? [client.sent, server.received]
          : [server.received, client.sent];
        assert.deepEqual([blind.captured, blind.events.length], [0, 0]);
        assert.ok(blind.unseen > 0);
        assert.deepEqual([other.captured, other.unseen], [blind.unseen, 0]);
      });
    }
  }

  test('messages in a row: the first bytes of each, and calls of few bytes', () => {
    const { client, server } = check('row');
    assert.equal(server.sent.captured, 3 * (limit + 100));
    assert.deepEqual([server.sent.unreadable, client.received.unreadable], [0, 0]);
  });

  test('no limit where no turn tells where a message begins: HTTP/2, and after an upgrade', () => {
    const framed = check('framed');
    for (const { sent, received } of [framed.client, framed.server]) {
      assert.deepEqual([sent.captured, received.captured], [200_000, 200_000]);
    }
    const upgraded = check('upgraded');
    assert.deepEqual(
      [upgraded.client.sent.captured, upgraded.server.sent.captured],
      [limit, 200_000],
    );
    assert.equal(upgraded.client.received.captured, 200_000);
  });

  test('what a receiver throws away is counted', () => {
    const { server } = check('truncate');
    assert.deepEqual([server.received.captured, server.received.unreadable], [180, 0]);
  });

  test('sends of which the kernel takes a part', () => {
    assert.ok((moves.connections['partial']?.partial ?? 0) > 3);
  });

  test('losses are those that were declared, and no other', () => {
    const beyond = Object.values(notFollowed).reduce((sum, [, bytes]) => sum + bytes, 0);
    const lost = beyond + first.length * 199;
    const losses = answeredFor(records.losses);
    const { LOSS_UNREADABLE_MEMORY, LOSS_PLACE_UNKNOWN, LOSS_MULTIPATH } = eventEnums.loss_reason;
    const bytesOf = (wanted: number) =>
      losses.reduce((sum, { reason, bytes }) => sum + (reason === wanted ? bytes : 0), 0);
    const reasons: readonly number[] = [
      ...[LOSS_UNREADABLE_MEMORY, LOSS_PLACE_UNKNOWN],
      ...(multipath ? [LOSS_MULTIPATH] : []),
    ];
    assert.ok(
      losses.every(({ reason }) => reasons.includes(reason)),
      JSON.stringify(losses),
    );
    assert.equal(bytesOf(LOSS_UNREADABLE_MEMORY), lost);
    const movedAtOnce = atOnce.reduce((sum, name) => {
      const connection = moves.connections[name];
      return sum + (connection ? connection.client.sent + connection.server.received : 0);
    }, 0);
    assert.ok(bytesOf(LOSS_PLACE_UNKNOWN) <= movedAtOnce);
  });

  if (multipath) {
    test('a connection by MPTCP: without its bytes, which both of its ends say', () => {
      const ends = moves.connections['multipath'];
      assert.ok(ends && ends.client.sent > 0);
      for (const end of [ends.client, ends.server]) {
        const key = socketsOf(end, records)[0]?.connection;
        assert.notEqual(key, undefined);
        assert.ok(!records.data.some(({ connection }) => connection === key));
      }
      const { LOSS_MULTIPATH } = eventEnums.loss_reason;
      const said = records.losses.filter(({ reason }) => reason === LOSS_MULTIPATH);
      assert.equal(
        said.reduce((sum, { events }) => sum + events, 0),
        2,
      );
    });
  }

  test('which end opened, which accepted, and which is older than the trace', () => {
    const { FLAG_ACCEPTED, FLAG_CONNECTED, FLAG_JOINED } = eventFlag;
    const origin = FLAG_ACCEPTED | FLAG_CONNECTED | FLAG_JOINED;
    for (const name of Object.keys(moves.connections)) {
      if (silent.includes(name) || name === 'multipath') continue;
      const { client, server } = check(name, atOnce.includes(name));
      const wanted =
        name === 'joined' ? [FLAG_JOINED, FLAG_JOINED] : [FLAG_CONNECTED, FLAG_ACCEPTED];
      for (const [i, { sent, received, sockets }] of [client, server].entries()) {
        for (const { flags } of [...sent.events, ...received.events, ...sockets]) {
          assert.equal(flags & origin, wanted[i], name);
        }
      }
    }
  });

  test('the states of a connection, and its bytes as the kernel counts them', () => {
    const { synSent, established, close, synReceived } = tcpState;
    for (const [name, { client, server }] of Object.entries(moves.connections)) {
      // How it ends is up to MPTCP, which takes its time.
      if (name === 'multipath') continue;
      const opened = socketsOf(client, records);
      const accepted = socketsOf(server, records);
      const first = opened[0];
      if (name === 'joined') {
        assert.deepEqual([first?.oldState, first?.newState], [established, established]);
      } else {
        assert.deepEqual([first?.oldState, first?.newState], [close, synSent], name);
        assert.deepEqual([first?.pid, first?.comm], [moves.pid, 'python3'], name);
        assert.deepEqual(
          [accepted[0]?.oldState, accepted[0]?.newState],
          [synReceived, established],
        );
      }
      for (const [end, sockets] of [
        [client, opened],
        [server, accepted],
      ] as const) {
        const last = sockets.at(-1);
        assert.equal(last?.newState, close, name);
        const ends = sockets.filter(
          (event) => event.newState === close && event.oldState !== close,
        );
        assert.equal(ends.length, 1, name);
        if (name === 'joined') continue;
        assert.deepEqual([last?.sent, last?.received], [end.sent, end.received], name);
      }
    }
  });

  test('a connection that is refused or reset', () => {
    const { port, errno } = moves.refused;
    const [asked, failed, ...more] = records.sockets.filter(
      ({ tuple }) => tuple.remote.port === port,
    );
    assert.equal(asked?.newState, tcpState.synSent);
    assert.deepEqual([failed?.newState, failed?.error], [tcpState.close, errno]);
    assert.equal(failed?.connection, asked?.connection);
    assert.deepEqual(more, []);
    const reset = moves.connections['reset'];
    assert.ok(reset);
    const ECONNRESET = 104;
    assert.equal(socketsOf(reset.client, records).at(-1)?.error, ECONNRESET);
    assert.equal(check('reset').server.received.captured, 300);
  });

  test('what is read after the connection has ended: the socket says that it may be, and when it is gone', () => {
    for (const [name, which, bytes] of [
      ['read-late', 'client', 5000],
      ['read-after-reset', 'server', 300],
    ] as const) {
      const end = check(name)[which];
      assert.equal(end.received.captured, bytes);
      const [over, gone, ...more] = end.sockets.filter(
        ({ newState }) => newState === tcpState.close,
      );
      assert.equal((over?.flags ?? 0) & eventFlag.FLAG_UNREAD, eventFlag.FLAG_UNREAD, name);
      assert.deepEqual([over?.received, over?.read, gone?.read], [bytes, 0, bytes], name);
      assert.deepEqual([gone?.oldState, more], [tcpState.close, []], name);
    }
    for (const name of ['half-closed', 'reset', 'send']) {
      const { client, server } = check(name);
      const flags = [...client.sockets, ...server.sockets].map(({ flags }) => flags);
      assert.ok(
        flags.every((each) => (each & eventFlag.FLAG_UNREAD) === 0),
        name,
      );
    }
  });

  test('a byte out of band: in its place where it is sent, and missing where the others are read', () => {
    const { client, server } = check('urgent');
    assert.deepEqual([client.sent.captured, client.sent.unseen], [301, 0]);
    assert.deepEqual([server.received.captured, server.received.unseen], [300, 1]);
  });

  test('mapped addresses are those of IPv4', () => {
    for (const [name, address] of [
      ['mapped', '127.0.0.1'],
      ['mapped-client', '127.0.0.1'],
      ['ipv6', '::1'],
    ] as const) {
      const { client, server } = check(name);
      for (const { tuple } of [...client.sockets, ...server.sockets].slice(1)) {
        assert.deepEqual([tuple.local.address, tuple.remote.address], [address, address]);
      }
    }
  });

  test('other protocols send no data at all', () => {
    for (const name of silent) {
      const connection = moves.connections[name];
      assert.ok(connection && connection.client.sent > 13_000);
      for (const end of [connection.client, connection.server]) {
        const key = socketsOf(end, records)[0]?.connection;
        assert.notEqual(key, undefined);
        assert.ok(!records.data.some((event) => event.connection === key), name);
      }
    }
  });

  test('nothing was told of connections that nobody made', () => {
    const known = Object.values(moves.connections).flatMap(({ client, server }) =>
      [client, server].map((end) => socketsOf(end, records)[0]?.connection),
    );
    const strangers = records.data.filter(({ connection }) => !known.includes(connection));
    assert.deepEqual(strangers, []);
    const others = ['sendfile', 'splice', 'splice-receipt', 'row', 'framed', 'upgraded'];
    const checked = [
      ...[
        ...whole,
        ...listened,
        ...(multipath ? ['multipath'] : []),
        ...byUring,
        ...Object.keys(notFollowed),
        ...silent,
      ],
      ...[...others, 'truncate', 'reset', 'read-after-reset', 'urgent', ...atOnce],
    ];
    assert.deepEqual(Object.keys(moves.connections).sort(), checked.sort());
  });
}
