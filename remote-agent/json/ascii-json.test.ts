import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generator, oneOf, type Random } from '../testing/random.ts';
import { share, toAsciiJson } from './ascii-json.ts';

const texts = [
  '',
  'plain',
  'a "quote"',
  'back\\slash',
  'tab\t',
  '\0',
  'é',
  '日本',
  '\u{1f600}',
  '\ud800',
  '\x7f',
];
const numbers = [0, -1, 1.5, 1_700_000_000_000.1235, 1e300, Number.NaN, Number.NEGATIVE_INFINITY];

function value(random: Random, depth: number): unknown {
  const kind = random(depth > 3 ? 4 : 7);
  if (kind === 0) return oneOf(random, texts);
  if (kind === 1) return oneOf(random, numbers);
  if (kind === 2) return [true, false, null, undefined][random(4)];
  if (kind === 3) return oneOf(random, texts).repeat(random(40));
  const items = Array.from({ length: random(4) }, () => value(random, depth + 1));
  if (kind === 4) return items;
  const object = Object.fromEntries(items.map((item) => [oneOf(random, texts), item]));
  return kind === 5 ? object : share(object);
}

test('it means what JSON.stringify says, in ASCII alone, whether a part is shared or not', () => {
  for (let seed = 1; seed <= 5000; seed++) {
    const made = { value: value(generator(seed), 0) };
    const expected = JSON.parse(JSON.stringify(made)) as unknown;
    for (let time = 0; time < 2; time++) {
      const json = toAsciiJson(made).toString('latin1');
      assert.match(json, /^[ -~]*$/);
      assert.deepEqual(JSON.parse(json), expected, `seed ${seed}`);
    }
  }
});

test('numbers come back as they were', () => {
  const random = generator(1);
  const millionth = () => random(1_000_000) / 1e6;
  const made = Array.from({ length: 20_000 }, () => [
    random(20_000),
    random(20_000) / 16 + 2 ** -20,
    random(10_000) + millionth(),
    1e12 + random(1_000_000) * 1e6 + random(1_000_000) + millionth(),
    9.999e12 + random(1_000_000) * 1000 + millionth(),
    1.79e12 + random(4096) / 4096,
    random(1_000_000) * 1e9 + millionth(),
  ]);
  const ends = [9, 10, 99, 100, 999, 1000, 9999, 10_000, 1e12, 1e13, 1e12 - 0.0001, 1e13 - 0.002];
  const below = [9999.999_999, 9999.999_999_9, 0.000_001, 5e-324, 1e-7, -0.5, -1e12];
  for (const numbers of [ends, below, ...made]) {
    assert.deepEqual(JSON.parse(toAsciiJson(numbers).toString('latin1')), numbers);
  }
});

test('a shared value is encoded once, a long one too', () => {
  let read = 0;
  const process = share({
    get pid() {
      return ++read;
    },
  });
  assert.equal(String(toAsciiJson([process, { process }])), '[{"pid":1},{"process":{"pid":1}}]');
  assert.equal(String(toAsciiJson(process)), '{"pid":1}');
  for (let length = 0; length < 200; length++) {
    const text = share(['x'.repeat(length)]);
    for (let time = 0; time < 3; time++) {
      assert.equal(String(toAsciiJson([text, 1])), `[["${text[0]}"],1]`);
    }
  }
});

test('what has no JSON', () => {
  assert.equal(String(toAsciiJson(undefined)), 'null');
  assert.equal(String(toAsciiJson([undefined, () => {}])), '[null,null]');
});

test('texts of any length, and more than fits at once', () => {
  for (const text of ['x', '"', 'é']) {
    for (const length of [95, 96, 97, 300_000, 5_000_000]) {
      const made = { text: text.repeat(length), more: [text.repeat(95)] };
      assert.deepEqual(JSON.parse(String(toAsciiJson(made))), made, `${length} ${text}`);
    }
  }
});
