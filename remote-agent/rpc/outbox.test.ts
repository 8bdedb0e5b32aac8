import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toAsciiJson } from '../json/ascii-json.ts';
import type { Exchange } from '../protocol/exchange.ts';
import type { Loss } from '../protocol/messages.ts';
import { TestHost } from '../testing/host.ts';
import { Outbox, type Send } from './outbox.ts';

/** What a real trace tells about an exchange with a body of that size. */
function exchangeWith(bodyBytes: number): Exchange {
  const host = new TestHost({ captureLimit: 1e9 });
  const end = host.accepted();
  end.receive('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  end.send(`HTTP/1.1 200 OK\r\nContent-Length: ${bodyBytes}\r\n\r\n${'x'.repeat(bodyBytes)}`);
  const [exchange] = host.finish();
  assert.ok(exchange);
  return exchange;
}

/** A receiver that takes messages only when it is told to. */
class SlowReceiver {
  readonly exchanges: Exchange[] = [];
  readonly batches: number[] = [];
  readonly losses: Loss[] = [];
  connections = 0;
  #open = false;
  #waiting: (() => void)[] = [];

  readonly send: Send = async (name, params) => {
    if (!this.#open) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const { items: told } = JSON.parse(String(toAsciiJson(params))) as { items: unknown[] };
    if (name === 'exchanges') {
      const items = told as Exchange[];
      this.batches.push(items.length);
      this.exchanges.push(...items);
    } else if (name === 'losses') this.losses.push(...(told as Loss[]));
    else this.connections += told.length;
  };

  open(): void {
    this.#open = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

test('batches', async () => {
  const receiver = new SlowReceiver();
  receiver.open();
  const outbox = new Outbox(receiver.send);
  const exchange = exchangeWith(10);
  for (let i = 0; i < 450; i++) outbox.exchange(exchange);
  await outbox.drain();
  assert.equal(outbox.exchangesSent, 450);
  assert.equal(receiver.exchanges.length, 450);
  assert.ok(Math.max(...receiver.batches) <= 200);
});

test('few exchanges are sent soon', async () => {
  const receiver = new SlowReceiver();
  receiver.open();
  const outbox = new Outbox(receiver.send);
  outbox.exchange(exchangeWith(10));
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(receiver.exchanges.length, 1);
});

test('a slow receiver: bodies are left out first, then exchanges, and all of it is told', async () => {
  const receiver = new SlowReceiver();
  const outbox = new Outbox(receiver.send, 200_000);
  const exchange = exchangeWith(6000);
  const made = 500;
  for (let i = 0; i < made; i++) outbox.exchange(exchange);
  receiver.open();
  await outbox.drain();
  const whole = receiver.exchanges.filter(({ response }) => response?.body !== undefined);
  const bare = receiver.exchanges.filter(({ response }) => response?.body === undefined);
  assert.ok(whole.length > 5 && bare.length > 20, `${whole.length} whole, ${bare.length} bare`);
  assert.equal(bare[0]?.response?.bodyBytes, 6000);
  assert.deepEqual(bare[0]?.completeness, {
    state: 'truncated',
    notes: [{ kind: 'truncated', message: 'response', captured: 0, total: 6000 }],
  });
  const lost = (reason: string) => receiver.losses.filter((loss) => loss.reason === reason);
  const sum = (reason: string) => lost(reason).reduce((total, { events }) => total + events, 0);
  assert.equal(sum('body-not-sent'), made - whole.length);
  assert.equal(sum('exchange-not-sent'), made - receiver.exchanges.length);
  assert.equal(outbox.exchangesSent, receiver.exchanges.length);
});

test('a receiver that is gone', async () => {
  const outbox = new Outbox(async () => {
    throw new Error('write EPIPE');
  });
  outbox.exchange(exchangeWith(10));
  await outbox.drain();
  outbox.exchange(exchangeWith(10));
  await outbox.drain();
  assert.equal(outbox.exchangesSent, 0);
});
