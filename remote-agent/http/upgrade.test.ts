import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBudget } from '../stream/budget.ts';
import type { StreamConsumer } from '../stream/direction.ts';
import { Conversation, summary } from '../testing/conversation.ts';
import type { ProtocolReader, TakeOver, Upgrade } from './protocol-reader.ts';

/** A reader that only writes down what it is given. */
class Recorder implements ProtocolReader {
  readonly side = 'server';
  readonly waiting = false;
  readonly upgrades: Upgrade[] = [];
  readonly told = { sent: '', received: '' };
  readonly positions = { sent: -1, received: -1 };
  readonly sent = this.#consumer('sent');
  readonly received = this.#consumer('received');
  readonly takeOver: TakeOver = (upgrade) => {
    this.upgrades.push(upgrade);
    return { reader: this, keepsExchange: this.keeps };
  };

  constructor(readonly keeps = false) {}

  expire(): void {}
  sendingEnded(): void {}
  finish(): void {
    this.told.sent += '.';
  }

  #consumer(direction: 'sent' | 'received'): StreamConsumer {
    return {
      data: (bytes, start, end, position) => {
        this.told[direction] += bytes.toString('latin1', start, end);
        if (this.positions[direction] < 0) this.positions[direction] = position;
      },
      hole: (_position, length) => {
        this.told[direction] += `<${length}>`;
      },
    };
  }
}

const websocket = 'GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n';
const switching = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n\r\n';
const connect = 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n';
const connected = 'HTTP/1.1 200 Connected\r\nContent-Length: 5\r\n\r\n';
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

test('each direction goes on at the exact byte, wherever the streams are cut and whoever speaks first', () => {
  for (const [asked, answered, protocol] of [
    [websocket, switching, 'websocket'],
    [connect, connected, 'connect'],
  ] as const) {
    const up = `${asked}GET / HTTP/1.1\r\n\r\nup`;
    const down = `${answered}${ok}down`;
    for (let cut = 1; cut < Math.min(up.length, down.length); cut++) {
      for (const early of [true, false]) {
        const recorder = new Recorder();
        const talk = new Conversation({ takeOver: recorder.takeOver });
        const rest = Math.max(cut, asked.length);
        talk.request(up.slice(0, cut));
        if (cut < rest) talk.request(up.slice(cut, rest));
        if (early) talk.request(up.slice(rest));
        talk.response(down.slice(0, cut)).response(down.slice(cut));
        if (!early) talk.request(up.slice(rest));
        talk.hole('request', 7).close();
        const hint = `${protocol}, cut at ${cut}, ${early ? 'early' : 'late'}`;
        assert.deepEqual(
          recorder.told,
          { sent: `${ok}down.`, received: 'GET / HTTP/1.1\r\n\r\nup<7>' },
          hint,
        );
        assert.deepEqual(recorder.positions, { sent: answered.length, received: asked.length });
        const [upgrade] = recorder.upgrades;
        assert.equal(upgrade?.protocol, protocol);
        assert.equal(upgrade?.options.joined, false);
        assert.equal(talk.exchanges.length, 1, hint);
        assert.equal(upgrade?.exchange, talk.exchanges[0]);
      }
    }
  }
});

test('a refused upgrade: what was sent meanwhile is HTTP', () => {
  const budget = new MemoryBudget(100_000);
  const talk = new Conversation({ budget, takeOver: () => assert.fail('not upgraded') });
  talk.request(websocket + connect).request('GET /3 HTTP/1.1\r\n\r\n');
  assert.equal(talk.started.length, 1);
  talk.response(ok).response(ok.replace('200', '407')).response(ok);
  assert.deepEqual(talk.exchanges.map(summary), [
    'GET /ws → 200 2 bytes',
    'CONNECT a:443 → 407 2 bytes',
    'GET /3 → 200 2 bytes',
  ]);
  for (const { request, response } of talk.exchanges) {
    request?.release();
    response?.release();
  }
  assert.equal(budget.used, 0);
});

test('an upgrade whose response is lost, or never comes, holds nothing for ever', () => {
  const lost = new Conversation();
  lost.request(websocket).hole('response', 90).request('GET /2 HTTP/1.1\r\n\r\n').response(ok);
  assert.deepEqual(lost.exchanges.map(summary), ['GET /ws → ? lost', 'GET /2 → 200 2 bytes']);
  const closed = new Conversation();
  closed.request(websocket).request('GET /2 HTTP/1.1\r\n\r\n').close();
  assert.deepEqual(closed.exchanges.map(summary), ['GET /ws → ? closed', 'GET /2 → ? closed']);
});

test('a request with a content is read to its end before the other protocol begins', () => {
  const recorder = new Recorder();
  const talk = new Conversation({ takeOver: recorder.takeOver });
  talk.request('POST /h2 HTTP/1.1\r\nUpgrade: h2c\r\nContent-Length: 4\r\n\r\nab');
  talk.response('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n').request('cdPRI');
  assert.deepEqual(recorder.told, { sent: '', received: 'PRI' });
  assert.deepEqual(talk.exchanges.map(summary), ['POST /h2 4 bytes → 101 0 bytes']);
});

test('an exchange may last as long as what it led to', () => {
  const recorder = new Recorder(true);
  const talk = new Conversation({ takeOver: recorder.takeOver });
  talk.request(websocket).response(`${switching}frames`);
  assert.equal(talk.exchanges.length, 0);
  talk.wait(50).close();
  assert.deepEqual(talk.exchanges.map(summary), ['GET /ws → 101 0 bytes']);
  assert.equal(talk.exchanges[0]?.endNs, talk.nowNs);
});

test('bytes that are held are bounded; what does not fit is a hole', () => {
  const recorder = new Recorder();
  const budget = new MemoryBudget(2300);
  const talk = new Conversation({ budget, takeOver: recorder.takeOver });
  talk.request(connect);
  for (let i = 0; i < 5; i++) talk.request('x'.repeat(500));
  talk.response(connected);
  assert.equal(recorder.told.received, `${'x'.repeat(1000)}<1500>`);
});

test('many upgrades, asked for at once and refused one by one, take linear time', () => {
  const many = 10_000;
  const talk = new Conversation({ budget: new MemoryBudget(64 * 1024 * 1024) });
  for (let i = 0; i < many; i++) talk.request('GET / HTTP/1.1\r\nUpgrade: x\r\n\r\n');
  const began = process.cpuUsage();
  for (let i = 0; i < many; i++) talk.response('HTTP/1.1 204 No Content\r\n\r\n');
  const tookMs = process.cpuUsage(began).user / 1000;
  assert.equal(talk.exchanges.length, many);
  assert.ok(tookMs < 2000, `${tookMs} ms`);
});
