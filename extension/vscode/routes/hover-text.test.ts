import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RouteStatistics } from '../../core/routes/statistics.ts';
import { exchangeOf, routeOf } from '../../core/routes/testing/routes.ts';
import { commandLink, escaped, hoverText, sparkline } from './hover-text.ts';
import { lensText } from './words.ts';

const t = (message: string, ...values: (string | number)[]) =>
  message.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)]));

function statistics(...wishes: Partial<Parameters<typeof exchangeOf>[0]>[]) {
  const made = new RouteStatistics();
  for (const [index, wish] of wishes.entries()) {
    made.add(exchangeOf({ id: `e${index}`, request: 'GET /x', ...wish }), true);
  }
  return made;
}

test('a lens says how many, how slow, how many failed', () => {
  assert.equal(lensText(undefined, false, t), 'no requests yet');
  assert.equal(lensText(statistics({ durationMs: 80 }), false, t), '1 request · p95 80 ms');
  const failed = statistics({ status: 500, durationMs: 1500 }, { durationMs: 2 });
  assert.equal(
    lensText(failed, true, t),
    '2 requests · p95 1.5 s · 1 error · shared with other routes',
  );
});

test('a hover says how often each of several hosts was asked', () => {
  const made = new RouteStatistics();
  const told = exchangeOf({ id: 'e1', request: 'GET /x' });
  for (const host of ['web-1', '<web>', 'web-1']) made.add(told, true, host);
  assert.match(hoverText(routeOf('GET /x'), made, 0, t), /web&#45;1 × 2 · &#60;web&#62; × 1/);
  assert.doesNotMatch(hoverText(routeOf('GET /x'), statistics({}), 0, t), / × 1 · /);
});

test('text of the host stays text in a hover', () => {
  const hostile =
    'GET /x](command:workbench.action.quit)<img src=x onerror=1>![a](http://e/)$(zap)`|*_';
  const text = hoverText(routeOf('GET /x'), statistics({ request: hostile }), 1_000_000, t);
  const line = text.split('\n').find((one) => one.startsWith('- ')) ?? '';
  assert.ok(line.includes('&#'), line);
  assert.doesNotMatch(line, /[[\]()<>!`*_|$]/);
  assert.equal(text.match(/command:/g)?.length, 1, 'our own link alone');
  assert.equal(escaped('a\nb\u202ec'), 'a b c');
});

test('a link names its route in a way that cannot end it early', () => {
  const link = commandLink("GET /a)b'c file:///x(y).js");
  assert.doesNotMatch(link, /[()' ]/);
  const [, query = ''] = link.split('?');
  assert.deepEqual(JSON.parse(decodeURIComponent(query)), ["GET /a)b'c file:///x(y).js"]);
});

test('a sparkline is an image of its counts', () => {
  const svg = Buffer.from(sparkline([0, 1, 2]).replace(/^.*,/, ''), 'base64').toString();
  assert.deepEqual(
    [...svg.matchAll(/height="(\d+)"\/>/g)].map(([, height]) => height),
    ['0', '10', '20'],
  );
});
