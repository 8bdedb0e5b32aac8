import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { type Carrier, Link } from '../protocol/link.ts';
import { encodeFrame } from '../protocol/link-frames.ts';
import { generator } from '../testing/random.ts';

/** Two ends that carry each other's bytes, until they are cut: what is under way is lost then. */
function carriers(): { near: Carrier; far: Carrier; cut(): void } {
  const [there, back] = [new PassThrough(), new PassThrough()];
  return {
    near: { readable: back, writable: there },
    far: { readable: there, writable: back },
    cut: () => {
      there.destroy();
      back.destroy();
    },
  };
}

function join(near: Link, far: Link): () => void {
  const pair = carriers();
  near.attach(pair.near);
  far.attach(pair.far);
  return pair.cut;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('every byte arrives once and in order, however often the carrier is cut', async () => {
  for (const seed of [1, 2, 3]) {
    const random = generator(seed);
    const [near, far] = [new Link({ windowBytes: 50_000 }), new Link({ windowBytes: 50_000 })];
    const sent = [createHash('sha256'), createHash('sha256')];
    const got = [createHash('sha256'), createHash('sha256')];
    const ends = [near, far].map((link, i) => {
      link.on('data', (chunk: Buffer) => got[1 - i]?.update(chunk));
      return new Promise((resolve) => link.once('end', resolve));
    });
    let cut = join(near, far);
    let cuts = 0;
    let done = false;
    const cutting = (async () => {
      while (!done) {
        for (let i = 0; i < 1 + random(20); i++) await turn();
        if (done) return;
        cut();
        cuts++;
        if (random(2) === 0) await turn();
        cut = join(near, far);
      }
    })();
    const write = async (link: Link, hash = createHash('sha256')) => {
      for (let i = 0; i < 300; i++) {
        const bytes = randomBytes(1 + random(5000));
        hash.update(bytes);
        if (!link.write(bytes)) await new Promise((resolve) => link.once('drain', resolve));
        if (random(5) === 0) await turn();
      }
      link.end();
    };
    await Promise.all([write(near, sent[0]), write(far, sent[1])]);
    await Promise.all(ends);
    done = true;
    await cutting;
    assert.ok(cuts > 3, `${cuts} cuts`);
    for (const i of [0, 1]) assert.equal(got[i]?.digest('hex'), sent[i]?.digest('hex'));
  }
});

test('what nobody takes is held up to the window, and then writing waits', async () => {
  const link = new Link({ windowBytes: 1000 });
  let written = 0;
  const more = () => {
    if (written < 50) link.write(Buffer.alloc(100), () => more());
    written++;
  };
  more();
  await turn();
  await turn();
  assert.ok(written >= 10 && written <= 12, `${written}`);
  const far = new Link();
  let came = 0;
  far.on('data', (chunk: Buffer) => {
    came += chunk.length;
  });
  join(link, far);
  for (let i = 0; came < 5000; i++) {
    assert.ok(i < 500, `${came} bytes came`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
});

test('it is finished once the other side has everything', async () => {
  const [near, far] = [new Link(), new Link()];
  let finished = false;
  near.once('finish', () => {
    finished = true;
  });
  near.end('last words');
  await turn();
  assert.equal(finished, false);
  join(near, far);
  let said = '';
  for await (const chunk of far) said += chunk;
  assert.equal(said, 'last words');
  for (let i = 0; !finished; i++) {
    assert.ok(i < 100);
    await turn();
  }
});

test('a carrier that has fallen silent is let go', async () => {
  const link = new Link({ heartbeatMs: 20 });
  const { near, far } = carriers();
  link.attach(near);
  const other = new Link({ heartbeatMs: 20 });
  other.attach(far);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(link.carried && other.carried, 'both say that they are there');
  const dropped = new Promise((resolve) => link.once('dropped', resolve));
  far.writable.write = () => true;
  // Heartbeats alone keep no process up.
  const up = setInterval(() => undefined, 1000);
  await dropped;
  clearInterval(up);
  other.destroy();
});

test('a carrier that does not speak the protocol ends it with an error', async () => {
  const bad: readonly Buffer[] = [
    Buffer.from('Welcome to the host!'),
    encodeFrame('hello', 7),
    encodeFrame('acknowledge', 2 ** 47),
    encodeFrame('end', 5),
    Buffer.concat([encodeFrame('data', 1), Buffer.from('xx')]),
  ];
  for (const bytes of bad) {
    const link = new Link();
    const pair = carriers();
    const failed = new Promise<Error>((resolve) => link.once('error', resolve));
    link.resume();
    link.attach(pair.near);
    pair.far.writable.write(Buffer.concat([bytes, encodeFrame('data', 0), Buffer.from('?')]));
    assert.ok((await failed) instanceof Error);
    assert.equal(link.carried, false);
  }
});
