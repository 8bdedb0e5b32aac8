import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBudget } from '../stream/budget.ts';
import { generator, type Random } from '../testing/random.ts';
import type { Piece } from './piece.ts';
import { Reassembly, type SegmentBytes } from './reassembly.ts';

const budgetBytes = 1024 * 1024;

/** What came out of a direction: its bytes, with those that were lost as dots; and exactly where those were. */
class Told {
  text = '';
  readonly lost: string[] = [];
  ended = false;
  readonly budget: MemoryBudget;
  readonly stream: Reassembly;

  constructor(room = budgetBytes) {
    this.budget = new MemoryBudget(room);
    this.stream = new Reassembly(
      {
        piece: ({ position, length, bytes, start, end }: Piece) => {
          assert.equal(position, this.text.length);
          this.text += bytes.toString('latin1', start, end).padEnd(length, '?');
        },
        lost: (position, length) => {
          assert.equal(position, this.text.length);
          this.text += '.'.repeat(length);
          this.lost.push(`${position}+${length}`);
        },
        ended: () => {
          assert.equal(this.ended, false);
          this.ended = true;
        },
      },
      this.budget,
    );
  }
}

function segment(sequence: number, text: string, timeMs = 0, length = text.length): SegmentBytes {
  const bytes = Buffer.from(`<${text}>`, 'latin1');
  const place = { bytes, start: 1, end: bytes.length - 1 };
  return { sequence: sequence >>> 0, length, ...place, timeNs: timeMs * 1e6, unreadable: false };
}

test('segments in order, then the end', () => {
  const told = new Told();
  told.stream.startAt(100);
  told.stream.segment(segment(100, 'GET '));
  told.stream.segment(segment(104, '/'));
  told.stream.endAt(105, 0);
  assert.deepEqual([told.text, told.ended, told.stream.waiting], ['GET /', true, false]);
});

test('the wrong order, overlaps, and segments that were sent again', () => {
  const told = new Told();
  told.stream.startAt(0);
  told.stream.segment(segment(4, 'efgh'));
  told.stream.segment(segment(2, 'cdef'));
  told.stream.segment(segment(10, 'kl'));
  told.stream.endAt(12, 0);
  assert.equal(told.text, '');
  told.stream.segment(segment(0, 'abcdefgh'));
  assert.equal(told.text, 'abcdefgh');
  assert.equal(told.stream.segment(segment(4, 'efgh')), true);
  assert.equal(told.stream.segment(segment(6, 'ghijkl')), false);
  assert.deepEqual([told.text, told.lost, told.ended], ['abcdefghijkl', [], true]);
  assert.equal(told.stream.contradictions, 0);
  assert.equal(told.budget.used, 0);
});

test('bytes that are told in two ways: the first one counts, and it is noted', () => {
  const told = new Told();
  told.stream.startAt(0);
  told.stream.segment(segment(4, 'EFGH'));
  told.stream.segment(segment(2, 'cdefghij'));
  told.stream.segment(segment(0, 'ab'));
  assert.equal(told.text, 'abcdEFGHij');
  assert.equal(told.stream.contradictions, 1);
});

test('a probe of a byte that is known is no repetition and no contradiction', () => {
  const told = new Told();
  told.stream.startAt(0);
  told.stream.segment(segment(0, 'abc'));
  assert.equal(told.stream.segment(segment(2, '\0')), false);
  assert.deepEqual([told.text, told.stream.contradictions], ['abc', 0]);
});

test('what is missing is waited for three seconds, and then declared', () => {
  const told = new Told();
  told.stream.startAt(0);
  told.stream.segment(segment(3, 'def', 1000));
  told.stream.segment(segment(9, 'jkl', 2000));
  told.stream.expire(3999e6);
  assert.equal(told.text, '');
  told.stream.expire(4000e6);
  assert.equal(told.text, '...def');
  assert.equal(told.stream.waiting, true);
  told.stream.expire(6000e6);
  assert.equal(told.text, '...def');
  told.stream.expire(7000e6);
  assert.deepEqual([told.text, told.lost], ['...def...jkl', ['0+3', '6+3']]);
});

test('what the other end acknowledges has passed unseen', () => {
  const told = new Told();
  told.stream.startAt(0);
  told.stream.segment(segment(0, 'abc'));
  told.stream.segment(segment(6, 'ghi'));
  told.stream.acknowledged(3, 0);
  assert.equal(told.text, 'abc');
  told.stream.acknowledged(9, 0);
  assert.equal(told.text, 'abc...ghi');
  told.stream.acknowledged(20, 0);
  assert.deepEqual(told.lost, ['3+3', '9+11']);
});

test('an acknowledged FIN that was not seen is no byte', () => {
  const told = new Told();
  told.stream.startAt(0);
  told.stream.segment(segment(0, 'abc'));
  told.stream.acknowledged(4, 0);
  assert.deepEqual([told.text, told.lost], ['abc', []]);
});

test('the end comes after what is missing before it', () => {
  const told = new Told();
  told.stream.startAt(0);
  told.stream.endAt(3, 0);
  assert.equal(told.ended, false);
  told.stream.flush(0);
  assert.deepEqual([told.lost, told.ended], [['0+3'], true]);
});

test('bytes beyond the limit are only counted', () => {
  const told = new Told();
  told.stream.startAt(0);
  told.stream.segment(segment(8, 'ij', 0, 6));
  told.stream.segment(segment(0, 'ab', 0, 8));
  assert.equal(told.text, 'ab??????ij????');
});

test('a connection that is joined begins with what is seen first', () => {
  const told = new Told();
  told.stream.segment(segment(2 ** 32 - 2, 'abcd'));
  told.stream.segment(segment(2, 'ef'));
  told.stream.segment(segment(2 ** 32 - 6, 'xxxx'));
  assert.equal(told.text, 'abcdef');
});

test('a segment from far away belongs to something else', () => {
  const told = new Told();
  told.stream.startAt(0);
  told.stream.segment(segment(2 ** 30 + 10, 'x'));
  told.stream.segment(segment(0, 'abc'));
  assert.deepEqual([told.text, told.stream.waiting], ['abc', false]);
});

test('memory is bounded: without room nothing waits', () => {
  const told = new Told(1000);
  told.stream.startAt(0);
  for (let at = 10; at < 2000; at += 20) told.stream.segment(segment(at, 'x'.repeat(10)));
  assert.ok(told.budget.used <= 1000);
  told.stream.flush(0);
  assert.equal(told.text.length, 2000);
  assert.equal(told.budget.used, 0);
  assert.equal(told.text.replaceAll('.', '').length, 1000);
});

/** A stream cut into segments, of which some are dropped, repeated, joined and out of place. */
function adversary(random: Random) {
  const length = 1 + random(5000);
  const stream = Array.from({ length }, () => String.fromCharCode(97 + random(26))).join('');
  const first = (2 ** 32 - random(2 * length)) >>> 0;
  const segments: { from: number; to: number; captured: number }[] = [];
  for (let at = 0; at < length; ) {
    const to = Math.min(length, at + 1 + random(random(3) === 0 ? 1500 : 40));
    segments.push({ from: at, to, captured: random(8) === 0 ? random(to - at + 1) : to - at });
    at = to;
  }
  const sent: typeof segments = [];
  for (const [index, one] of segments.entries()) {
    if (random(10) === 0) continue;
    sent.push(one);
    if (random(6) === 0) sent.push(one);
    if (random(6) === 0) {
      // Sent again together with neighbours, or with parts of them.
      const from = Math.max(0, one.from - random(60));
      const to = Math.min(length, one.to + random(60));
      sent.push({ from, to, captured: to - from });
    }
    const swap = sent.length - 1 - random(Math.min(sent.length, 1 + random(20)));
    const last = sent.length - 1;
    const [a, b] = [sent[swap], sent[last]];
    if (a && b && index % 2) [sent[swap], sent[last]] = [b, a];
  }
  return { stream, first, sent };
}

for (const block of [0, 1, 2, 3]) {
  test(`random segments, block ${block}: the stream, or exactly what is missing`, () => {
    for (let seed = block * 250; seed < block * 250 + 250; seed++) {
      const { stream, first, sent } = adversary(generator(seed));
      const told = new Told();
      told.stream.startAt(first);
      const known = Array.from(stream, () => '.');
      for (const { from, to, captured } of sent) {
        const text = stream.slice(from, from + captured);
        told.stream.segment(segment(first + from, text, 0, to - from));
        for (let at = from; at < to; at++) if (known[at] === '.') known[at] = 'counted';
        for (let at = from; at < from + captured; at++) known[at] = stream.charAt(at);
      }
      told.stream.endAt((first + stream.length) >>> 0, 0);
      told.stream.flush(0);
      assert.equal(told.text.length, stream.length, `seed ${seed}`);
      assert.equal(told.ended, true, `seed ${seed}`);
      assert.equal(told.stream.contradictions, 0, `seed ${seed}`);
      assert.equal(told.budget.used, 0, `seed ${seed}`);
      for (let at = 0; at < stream.length; at++) {
        const char = told.text.charAt(at);
        if (known[at] === '.') assert.equal(char, '.', `seed ${seed}, byte ${at}`);
        else if (char !== '?') assert.equal(char, stream.charAt(at), `seed ${seed}, byte ${at}`);
      }
    }
  });
}
