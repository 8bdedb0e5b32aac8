import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type DataEvent,
  endedBy,
  eventFlag,
  type PacketEvent,
  packetFlag,
  type SocketEvent,
} from '../capture/events.ts';
import { PacketCapture } from './packet-capture.ts';

const { PACKET_SYN: SYN, PACKET_ACK: ACK, PACKET_FIN: FIN, PACKET_RST: RST } = packetFlag;
const client = { address: '10.0.0.2', port: 40_000 };
const server = { address: '10.0.0.1', port: 80 };

interface Sent {
  readonly text?: string;
  readonly sequence: number;
  readonly acknowledged?: number;
  readonly flags?: number;
  readonly entry?: number;
  readonly notHttp?: boolean;
  /** The client's; without it always the same. */
  readonly port?: number;
}

/** A host on which packets of one connection pass, a millisecond apart, and what is told of it. */
class Wire {
  readonly told: string[] = [];
  readonly sockets: SocketEvent[] = [];
  readonly data: DataEvent[] = [];
  nowNs = 1e9;
  readonly capture: PacketCapture;

  constructor(local: readonly string[] = [client.address, server.address]) {
    this.capture = new PacketCapture(
      {
        socket: (event) => {
          this.sockets.push(event);
          this.told.push(
            `${event.tuple.local.port}: ${event.oldState}>${event.newState}` +
              (event.error === 0 ? '' : ` ${event.error}`),
          );
        },
        data: (event) => {
          this.data.push(event);
          const { flags, bytes, start, end, moved, pid } = event;
          const mark = flags & eventFlag.FLAG_SEND ? '>' : '<';
          const lost = flags & eventFlag.FLAG_UNREADABLE ? ` lost ${moved}` : '';
          this.told.push(`${mark}${bytes.toString('latin1', start, end)}${lost} by ${pid}`);
        },
        retransmit: ({ segments }) => this.told.push(`${segments} again`),
        streamLoss: () => this.told.push('loss'),
      },
      (one, other) => [local.includes(one), local.includes(other)],
    );
  }

  ask(sent: Sent): this {
    return this.#packet(sent, true);
  }

  answer(sent: Sent): this {
    return this.#packet(sent, false);
  }

  handshake(): this {
    this.ask({ sequence: 1000, flags: SYN }).answer({
      ...{ sequence: 5000, acknowledged: 1000, flags: SYN | ACK },
    });
    return this.ask({ sequence: 1000, acknowledged: 5000 });
  }

  take(): readonly string[] {
    return this.told.splice(0);
  }

  #packet(sent: Sent, asks: boolean): this {
    this.nowNs += 1e6;
    const { text = '', flags = ACK } = sent;
    const bytes = Buffer.from(text);
    const from = { ...client, port: sent.port ?? client.port };
    const event: PacketEvent = {
      entry: sent.entry ?? 1,
      flags: 0,
      timeNs: this.nowNs,
      tuple: { local: asks ? from : server, remote: asks ? server : from, netns: 1 },
      sequence: sent.sequence >>> 0,
      acknowledged: sent.acknowledged ?? 0,
      length: bytes.length,
      segment: flags,
      notHttp: sent.notHttp ?? false,
      direction: asks ? 1 : 0,
      unreadable: false,
      ...{ bytes, start: 0, end: bytes.length },
    };
    this.capture.packet(event);
    return this;
  }
}

test('a connection inside the host: both ends open and close, the server tells the bytes', () => {
  const wire = new Wire().handshake();
  assert.deepEqual(wire.take(), ['40000: 7>2', '40000: 2>1', '80: 3>1']);
  wire.ask({ sequence: 1000, acknowledged: 5000, text: 'GET /' });
  wire.answer({ sequence: 5000, acknowledged: 1005, text: '200' });
  assert.deepEqual(wire.take(), ['<GET / by 0', '>200 by 0']);
  wire.ask({ sequence: 1005, acknowledged: 5003, flags: FIN | ACK });
  wire.answer({ sequence: 5003, acknowledged: 1006, flags: FIN | ACK });
  assert.deepEqual(wire.take(), ['40000: 1>4', '40000: 4>7', '80: 1>7']);
  const [first, last] = wire.sockets.slice(-2);
  assert.deepEqual([first?.sent, first?.received, last?.sent, last?.received], [5, 3, 3, 5]);
  assert.deepEqual(
    [first?.endedBy, last?.endedBy],
    [endedBy.ENDED_BY_LOCAL, endedBy.ENDED_BY_REMOTE],
  );
});

test('where only the client is here, it tells the bytes', () => {
  const wire = new Wire([client.address]).handshake();
  wire.ask({ sequence: 1000, acknowledged: 5000, text: 'GET /' });
  assert.deepEqual(wire.take(), ['40000: 7>2', '40000: 2>1', '>GET / by 0']);
});

test('processes: of this very end, or of the socket that listens', () => {
  const wire = new Wire();
  const owner = { timeNs: 0, tid: 7, comm: 'x' };
  const nowhere = { address: '0.0.0.0', port: 0 };
  const listening = { local: { address: '0.0.0.0', port: 80 }, remote: nowhere, netns: 1 };
  wire.capture.owner({ ...owner, pid: 7, tuple: listening });
  wire.capture.owner({ ...owner, pid: 9, tuple: { local: client, remote: server, netns: 1 } });
  wire.handshake().ask({ sequence: 1000, acknowledged: 5000, text: 'GET /' });
  assert.equal(wire.sockets[0]?.pid, 9);
  wire.capture.owner({ ...owner, pid: 8, tuple: { local: server, remote: client, netns: 1 } });
  wire.answer({ sequence: 5000, acknowledged: 1005, text: '200' });
  assert.deepEqual(wire.take().slice(-2), ['<GET / by 7', '>200 by 8']);
});

test('a record that is lost is a declared gap as soon as its bytes are acknowledged', () => {
  const wire = new Wire().handshake();
  wire.ask({ sequence: 1005, acknowledged: 5000, text: 'HTTP' });
  wire.take();
  wire.answer({ sequence: 5000, acknowledged: 1009, text: '200' });
  assert.deepEqual(wire.take(), ['< lost 5 by 0', '<HTTP by 0', '>200 by 0']);
});

test('refused, reset, and without an answer', () => {
  const refused = new Wire().ask({ sequence: 1000, flags: SYN });
  refused.answer({ sequence: 0, acknowledged: 1000, flags: RST | ACK });
  assert.deepEqual(refused.take(), ['40000: 7>2', '40000: 2>7 111']);

  const reset = new Wire().handshake();
  reset.take();
  reset.answer({ sequence: 5000, flags: RST });
  assert.deepEqual(reset.take(), ['40000: 1>7 104', '80: 1>7']);

  const silent = new Wire().ask({ sequence: 1000, flags: SYN });
  silent.capture.tick(silent.nowNs + 100e9);
  assert.deepEqual(silent.take(), ['40000: 7>2']);
  silent.capture.tick(silent.nowNs + 140e9);
  assert.deepEqual(silent.take(), ['40000: 2>7 110']);
});

test('a reset that no receiver takes, because it is far outside of the window, ends nothing', () => {
  const wire = new Wire().handshake();
  wire.ask({ sequence: 1000, acknowledged: 5000, text: 'GET /' });
  wire.take();
  wire.answer({ sequence: 300_005_000, flags: RST });
  wire.ask({ sequence: 1000 - 300_000_000, flags: RST });
  assert.deepEqual(wire.take(), []);
  wire.answer({ sequence: 5000, acknowledged: 1005, text: '200' });
  assert.deepEqual(wire.take(), ['>200 by 0']);
  wire.answer({ sequence: 5003, flags: RST });
  assert.deepEqual(wire.take(), ['40000: 1>7 104', '80: 1>7']);

  const other = new Wire().handshake();
  other.take();
  other.ask({ sequence: 400_000_000, acknowledged: 400_000_000, notHttp: true });
  other.ask({ sequence: 400_000_000, flags: RST, notHttp: true });
  assert.deepEqual(other.take(), ['40000: 1>7', '80: 1>7 104']);
});

test('both ends open at the same moment', () => {
  const wire = new Wire();
  wire.ask({ sequence: 1000, flags: SYN }).answer({ sequence: 5000, flags: SYN });
  wire.ask({ sequence: 1000, acknowledged: 5000, flags: SYN | ACK });
  wire.answer({ sequence: 5000, acknowledged: 1000, flags: SYN | ACK });
  wire.ask({ sequence: 1000, acknowledged: 5000, text: 'GET /' });
  assert.deepEqual(wire.take(), ['40000: 7>2', '40000: 2>1', '80: 3>1', '<GET / by 0']);
});

test('joined in the middle: who is the client is found out by what it says', () => {
  for (const asks of [true, false]) {
    const wire = new Wire();
    if (asks) wire.ask({ sequence: 7, acknowledged: 9, text: 'GET / HTTP/1.1\r\n' });
    else wire.answer({ sequence: 9, acknowledged: 7, text: 'HTTP/1.1 200 OK\r\n' });
    const told = wire.take();
    assert.deepEqual(told.slice(0, 2), ['40000: 1>1', '80: 1>1']);
    assert.match(told[2] ?? '', asks ? /^<GET/ : /^>HTTP/);
    assert.equal(wire.data[0]?.flags && wire.data[0].flags & eventFlag.FLAG_JOINED, 2);
    assert.equal(wire.data[0]?.position, 0);
  }
});

test('the kernel makes a new entry in the middle: it is the same connection', () => {
  const wire = new Wire().handshake();
  wire.ask({ sequence: 1000, acknowledged: 5000, text: 'GET' });
  wire.take();
  wire.ask({ sequence: 1003, acknowledged: 5000, text: ' /', entry: 2 });
  assert.deepEqual(wire.take(), ['< / by 0']);
  assert.equal(wire.data.at(-1)?.position, 3);
});

test('the ports of an old connection are used again', () => {
  const wire = new Wire().handshake();
  wire.ask({ sequence: 1000, flags: RST });
  const before = wire.sockets.at(-1)?.connection;
  wire.take();
  wire.ask({ sequence: 77, flags: SYN, entry: 2 });
  assert.deepEqual(wire.take(), ['40000: 7>2']);
  assert.notEqual(wire.sockets.at(-1)?.connection, before);
});

test('connections that are over give way first, then those on which nothing more was said', () => {
  const places = 32_768;
  const wire = new Wire().handshake();
  wire.ask({ sequence: 1000, acknowledged: 5000, text: 'GET ' });
  const goesOn = (sequence: number) => {
    wire.take();
    wire.ask({ sequence, acknowledged: 5000, text: '/' });
    assert.deepEqual(wire.take(), ['</ by 0']);
  };
  for (let i = 0; i < places + 100; i++) {
    const refused = { entry: 2 + i, port: i };
    wire.ask({ ...refused, sequence: 1, flags: SYN });
    wire.answer({ ...refused, sequence: 0, acknowledged: 1, flags: RST | ACK });
  }
  assert.ok(!wire.told.includes('loss'));
  goesOn(1004);
  for (let i = 0; i < places + 99; i++) {
    wire.ask({ entry: 40_000 + i, port: i, sequence: 1, flags: SYN });
  }
  assert.equal(wire.told.filter((line) => line === 'loss').length, 100);
  goesOn(1005);
});

test('segments that are sent again are told, once a second', () => {
  const wire = new Wire().handshake();
  wire.ask({ sequence: 1000, acknowledged: 5000, text: 'GET /' });
  wire.take();
  for (let i = 0; i < 3; i++) wire.ask({ sequence: 1000, acknowledged: 5000, text: 'GET /' });
  assert.deepEqual(wire.take(), ['1 again']);
  wire.nowNs += 1e9;
  wire.ask({ sequence: 1000, acknowledged: 5000, text: 'GET /' });
  assert.deepEqual(wire.take(), ['3 again']);
});

test('what is not HTTP has no bytes and no gaps', () => {
  const wire = new Wire().handshake();
  wire.take();
  wire.ask({ sequence: 3000, acknowledged: 9000, flags: FIN | ACK, notHttp: true });
  wire.answer({ sequence: 9000, acknowledged: 3001, flags: FIN | ACK, notHttp: true });
  assert.deepEqual(wire.take(), ['40000: 1>4', '40000: 4>7', '80: 1>7']);
  assert.deepEqual([wire.sockets.at(-1)?.sent, wire.sockets.at(-1)?.received], [4000, 2000]);
});
