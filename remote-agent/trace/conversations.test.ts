import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventFlag } from '../capture/events.ts';
import type { Exchange } from '../protocol/exchange.ts';
import { type TestEnd, TestHost } from '../testing/host.ts';
import { generator, type Random } from '../testing/random.ts';

/** What really happened: an exchange whose request and response both carry its number. */
interface Truth {
  readonly request: string;
  readonly response: string;
  readonly bodyBytes: number;
}

function truth(random: Random, number: number): Truth {
  const body = 'b'.repeat(random(60));
  const upload = random(3) === 0 ? 'u'.repeat(random(40)) : '';
  const half = body.length >> 1;
  const parts = [body.slice(0, half), body.slice(half)].filter((part) => part !== '');
  const chunks = parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');
  const id = `X-Id: ${number}\r\n`;
  return {
    request: upload
      ? `POST /${number} HTTP/1.1\r\nContent-Length: ${upload.length}\r\n\r\n${upload}`
      : `GET /${number} HTTP/1.1\r\nHost: a\r\n\r\n`,
    response:
      random(2) === 0
        ? `HTTP/1.1 200 OK\r\n${id}Content-Length: ${body.length}\r\n\r\n${body}`
        : `HTTP/1.1 200 OK\r\n${id}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`,
    bodyBytes: body.length,
  };
}

function* pieces(random: Random, text: string): Iterable<string> {
  for (let at = 0; at < text.length; ) {
    const length = random(3) === 0 ? 1 + random(text.length - at) : text.length - at;
    yield text.slice(at, at + length);
    at += length;
  }
}

/**
 * The events of a batch in the order in which things happen: asked, read, answered, read. Each event may get
 * lost, and one that happened may be reported a little late.
 */
function events(
  random: Random,
  ends: readonly TestEnd[],
  batch: readonly Truth[],
  lossIn: number,
): (() => void)[] {
  const asked = batch.map(({ request }) => request).join('');
  const answered = batch.map(({ response }) => response).join('');
  const isClient = (end: TestEnd) => (end.options.flags & eventFlag.FLAG_CONNECTED) !== 0;
  const move = (end: TestEnd | undefined, text: string, sends: boolean) =>
    [...(end ? pieces(random, text) : [])].map((piece) => () => {
      if (lossIn > 0 && random(lossIn) === 0) end?.lose(sends ? 'sent' : 'received', piece.length);
      else if (sends) end?.send(piece);
      else end?.receive(piece);
    });
  const client = ends.find(isClient);
  const server = ends.find((end) => !isClient(end));
  const asking = move(client, asked, true);
  const answering = move(server, answered, true);
  return [
    ...late(random, asking, move(server, asked, false)),
    ...late(random, answering, move(client, answered, false)),
  ];
}

/** Both in their own order, mostly the first ones first. */
function late<Item>(random: Random, first: readonly Item[], second: readonly Item[]): Item[] {
  const merged: Item[] = [];
  const queues = [[...first], [...second]];
  while (queues.some((queue) => queue.length > 0)) {
    const next =
      queues[random(3) === 0 ? 1 : 0]?.shift() ?? queues[0]?.shift() ?? queues[1]?.shift();
    if (next !== undefined) merged.push(next);
  }
  return merged;
}

interface Scenario {
  readonly pipelined: boolean;
  /** An event in so many is lost; 0: none. */
  readonly lossIn: number;
  readonly ends: 'both' | 'server' | 'client';
}

function run(seed: number, { pipelined, lossIn, ends }: Scenario) {
  const random = generator(seed);
  const host = new TestHost();
  const truths = Array.from({ length: 12 }, (_, number) => truth(random, number));
  const batches: Truth[][] = [];
  for (let at = 0; at < truths.length; ) {
    const length = pipelined ? 2 + random(3) : 1;
    batches.push(truths.slice(at, at + length));
    at += length;
  }
  const seen: TestEnd[] = [];
  if (ends !== 'server') seen.push(host.connected());
  if (ends !== 'client') seen.push(host.accepted());
  for (const [index, batch] of batches.entries()) {
    // That a client does not wait for responses has to be seen once before it can be known.
    const loss = pipelined && index === 0 ? 0 : lossIn;
    for (const event of events(random, seen, batch, loss)) {
      event();
      if (random(15) === 0) host.wait(random(8));
    }
    if (random(4) === 0) host.wait(random(100));
  }
  for (const end of seen) end.close();
  host.wait(500);
  host.finish();
  return { truths, told: host.exchanges.filter((one) => one.completeness.state !== 'pending') };
}

function numberOf(exchange: Exchange): string {
  return exchange.response?.headers.find(([name]) => name === 'X-Id')?.[1] ?? '';
}

const all: Scenario[] = [true, false].flatMap((pipelined) =>
  (['both', 'server', 'client'] as const).map((ends) => ({ pipelined, ends, lossIn: 0 })),
);

test('without a loss every exchange is told once, complete, however its bytes are cut', () => {
  for (const scenario of all) {
    for (let seed = 1; seed <= 60; seed++) {
      const { truths, told } = run(seed, scenario);
      const hint = `${JSON.stringify(scenario)} seed ${seed}`;
      assert.deepEqual(
        told
          .map((one) => `${one.request.target} ${numberOf(one)} ${one.completeness.state}`)
          .sort(),
        truths.map((_, number) => `/${number} ${number} complete`).sort(),
        hint,
      );
      for (const one of told) {
        const { bodyBytes } = truths[Number(numberOf(one))] ?? {};
        assert.equal(one.response?.bodyBytes, bodyBytes, hint);
        assert.equal(one.side, scenario.ends === 'client' ? 'client' : 'server', hint);
      }
    }
  }
});

test('whatever is lost, no request is ever given the response of another one', () => {
  let paired = 0;
  for (const scenario of all) {
    for (const lossIn of [3, 10, 30]) {
      for (let seed = 1; seed <= 40; seed++) {
        const { truths, told } = run(seed, { ...scenario, lossIn });
        const hint = `${JSON.stringify(scenario)} loss in ${lossIn}, seed ${seed}`;
        for (const one of told) {
          // Where the number itself is lost there is nothing to compare.
          if (one.request.target === '' || numberOf(one) === '') continue;
          paired++;
          assert.equal(`/${numberOf(one)}`, one.request.target, hint);
          if (one.completeness.state !== 'complete') continue;
          const { bodyBytes } = truths[Number(numberOf(one))] ?? {};
          assert.equal(one.response?.bodyBytes, bodyBytes, hint);
        }
        const targets = told.map(({ request }) => request.target).filter((target) => target !== '');
        assert.equal(new Set(targets).size, targets.length, `told twice: ${hint} ${targets}`);
      }
    }
  }
  assert.ok(paired > 1000);
});
