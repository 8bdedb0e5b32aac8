import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessageSide } from '../protocol/exchange.ts';
import { HoledConversation } from '../testing/holed-conversation.ts';
import { recordSession } from '../testing/http2-session.ts';
import { randomTraffic } from '../testing/http2-traffic.ts';
import { generator } from '../testing/random.ts';
import type { RecordedPart } from '../testing/recorded-connection.ts';

/** From a bit of a frame's header to several frames. */
const sizes = [1, 5, 9, 30, 200, 1000];
const sides: readonly MessageSide[] = ['request', 'response'];

/** Seven exchanges one after the other, some with a content, one with trailers. */
async function recordTurns(): Promise<readonly RecordedPart[]> {
  const asks = Array.from({ length: 7 }, (_, i) => {
    const posts = i % 3 === 0;
    const method = posts ? 'POST' : 'GET';
    const headers = { ':path': `/${i}`, ':method': method, 'x-of': `${i % 2}`, 'x-id': `q${i}` };
    return { headers, ...(posts ? { body: `asked ${i};`.repeat(5) } : {}) };
  });
  const { parts } = await recordSession(
    asks,
    (stream, { ':path': path, 'x-id': id }) => {
      const waitForTrailers = path === '/2';
      const status = path === '/4' ? 404 : 200;
      stream.respond({ ':status': status, 'x-id': `a${id}` }, { waitForTrailers });
      if (waitForTrailers) stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '2' }));
      stream.end(`answer to ${id};`.repeat(5));
    },
    { oneByOne: true },
  );
  return parts;
}

test('a hole anywhere: all that is told is so, and the exchanges after it are found', async () => {
  const holed = new HoledConversation(await recordTurns());
  assert.equal(holed.truth.size, 7);
  for (const side of sides) {
    const lastButOne = holed.truth.get(11)?.[side]?.position ?? 0;
    for (const cause of ['lost', 'limit'] as const) {
      for (const size of sizes) {
        for (let at = 0; at < holed.length(side); at++) {
          const found = holed.check([{ side, at, size, cause }]);
          const hint = `${size} bytes ${cause} at ${at} of ${side}`;
          if (at + size <= lastButOne) assert.ok(found.has(13), hint);
        }
      }
    }
  }
});

test('a hole anywhere while streams are interleaved', () => {
  for (const seed of [1, 2, 3]) {
    const holed = new HoledConversation(randomTraffic(generator(seed), 6));
    for (const side of sides) {
      for (const size of sizes) {
        for (let at = 0; at < holed.length(side); at += 3) {
          holed.check([{ side, at, size, cause: size % 2 === 0 ? 'lost' : 'limit' }]);
        }
      }
    }
  }
});

/** What follows in one direction goes as one call. */
function inCalls(parts: readonly RecordedPart[], pieces: number): RecordedPart[] {
  const calls: RecordedPart[] = [];
  for (const side of sides) {
    const own = parts.filter((part) => part.side === side).map(({ bytes }) => bytes);
    for (let at = 0; at < own.length; at += pieces) {
      calls.push({ side, bytes: Buffer.concat(own.slice(at, at + pieces)) });
    }
  }
  return calls;
}

test('long calls of which only the beginning is copied', () => {
  let found = 0;
  for (const seed of [1, 2, 3]) {
    const calls = inCalls(randomTraffic(generator(seed), 12), 6);
    const holed = new HoledConversation(calls);
    for (let limit = 1; limit < 400; limit++) {
      const positions = { request: 0, response: 0 };
      const holes = calls.map(({ side, bytes }) => {
        const at = positions[side] + Math.min(limit, bytes.length);
        positions[side] += bytes.length;
        return { side, at, size: positions[side] - at, cause: 'limit' } as const;
      });
      found += holed.check(holes).size;
    }
  }
  assert.ok(found > 0);
});
