import assert from 'node:assert/strict';
import type { ExchangeDraft } from '../exchange/draft.ts';
import { Http2Connection } from '../http2/http2-connection.ts';
import { randomTraffic } from './http2-traffic.ts';
import { generator, type Random } from './random.ts';
import { Replay } from './replay.ts';

/**
 * One input: a connection with bytes missing, joined in its middle, or cut anywhere, which must not make the reader
 * tell anything of one stream that belongs to another. Throws where it does.
 */
export function fuzzHttp2Loss(seed: number): void {
  const random = generator(seed);
  const joined = random(3) === 0;
  const side = random(2) === 0 ? 'server' : 'client';
  const replay = new Replay((...args) => new Http2Connection(...args), { joined, side });
  const parts = randomTraffic(random, 1 + random(30));
  const from = joined ? random(parts.length) : 0;
  const rate = random(4) === 0 ? 0 : 1 + random(20);
  let lost = joined;
  for (const { side: direction, bytes } of parts.slice(from)) {
    for (const piece of cut(random, bytes)) {
      if (rate > 0 && random(100) < rate) {
        replay.hole(direction, piece.length, random(2) === 0 ? 'lost' : 'limit');
        lost = true;
      } else replay.data(direction, piece);
    }
    if (random(30) === 0) replay.wait(random(1500));
  }
  replay.wait(30).close();
  const told = replay.exchanges.map((draft) => check(draft, lost, `seed ${seed}`));
  const known = told.filter((id) => id !== null);
  assert.equal(new Set(known).size, known.length, `seed ${seed}: a stream was told twice`);
  assert.equal(replay.release(), 0, `seed ${seed}: memory was kept`);
}

/** The stream that the exchange says it is of; `null` where nothing says so. */
function check(draft: ExchangeDraft, lost: boolean, hint: string): string | null {
  const { request, response, stream } = draft;
  const id = String(stream?.id);
  const ids = [request, response].flatMap((message) =>
    (message?.fields ?? []).filter(([name]) => name === 'x-id').map(([, value]) => value),
  );
  for (const told of ids) assert.equal(told, id, hint);
  if (request?.target) assert.equal(request.target, `/${id}`, hint);
  const content = response?.body.toBuffer().toString('latin1') ?? '';
  const unit = `<${id}>`;
  assert.ok(unit.repeat(content.length).startsWith(content) || content === '', hint);
  if (!lost) {
    assert.equal(request?.target, `/${id}`, hint);
    assert.equal(response?.status, 200, hint);
    assert.deepEqual([...request.notes, ...response.notes], [], hint);
  }
  return request && response ? id : null;
}

/** One input: bytes changed, added and left out. No exception, no memory kept, nothing told twice. */
export function fuzzHttp2Bytes(seed: number): void {
  const random = generator(seed);
  const replay = new Replay((...args) => new Http2Connection(...args), {
    joined: random(2) === 0,
    captureLimit: random(100),
  });
  for (const { side, bytes } of randomTraffic(random, 1 + random(10))) {
    for (const piece of cut(random, random(3) === 0 ? mutated(random, bytes) : bytes)) {
      replay.data(side, piece);
    }
    if (random(20) === 0) replay.wait(random(1500));
  }
  replay.close();
  assert.equal(replay.exchanges.length, replay.started.length, `seed ${seed}`);
  assert.equal(new Set(replay.exchanges).size, replay.exchanges.length, `seed ${seed}`);
  assert.equal(replay.release(), 0, `seed ${seed}: memory was kept`);
}

export function mutated(random: Random, bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  for (let i = random(4); i >= 0; i--) {
    changed[random(changed.length)] = random(4) === 0 ? 255 : random(256);
  }
  const at = random(changed.length);
  if (random(3) === 0) return changed.subarray(0, at);
  if (random(3) > 0) return changed;
  return Buffer.concat([changed.subarray(0, at), changed.subarray(random(at + 1))]);
}

export function cut(random: Random, bytes: Buffer): Buffer[] {
  const result: Buffer[] = [];
  const longest = random(4) === 0 ? 3 : 1 + random(200);
  for (let at = 0; at < bytes.length; ) {
    const next = at + 1 + random(longest);
    result.push(bytes.subarray(at, next));
    at = next;
  }
  return result;
}
