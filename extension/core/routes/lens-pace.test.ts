import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { LensPace } from './lens-pace.ts';

/** An editor as VS Code's: asks `delayMs` after the last change that it was told of. */
function editor(context: TestContext, delayMs: number) {
  const { timers } = context.mock;
  timers.enable({ apis: ['setTimeout', 'Date'] });
  // The mocked clock stands at the end of a tick for all that happens in it.
  const tick = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) timers.tick(50);
  };
  let waiting: NodeJS.Timeout | undefined;
  let told = 0;
  let latest = 0;
  let asked = 0;
  const pace = new LensPace(() => {
    told++;
    latest = Date.now();
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      asked++;
      pace.asked();
    }, delayMs);
  });
  return {
    pace,
    /** A change each second. */
    changes(seconds: number) {
      for (let i = 0; i < seconds; i++) {
        pace.changed();
        tick(1000);
      }
    },
    tick,
    latest: () => latest,
    counts: () => ({ told, asked }),
  };
}

test('an editor that asks soon is told of each change', (context) => {
  const quick = editor(context, 250);
  quick.changes(20);
  assert.deepEqual(quick.counts(), { told: 20, asked: 20 });
});

test('a slow editor is told as often as it can ask, and of the last change too', (context) => {
  const slow = editor(context, 2500);
  slow.changes(60);
  const { told, asked } = slow.counts();
  assert.ok(asked >= 7 && told - asked <= 1, `${told} told, ${asked} asked`);
  slow.tick(20_000);
  const after = slow.counts();
  assert.equal(after.asked, after.told);
  assert.ok(slow.latest() >= 59_000, 'later than the last change');
  slow.tick(60_000);
  assert.deepEqual(slow.counts(), after);
});

test('an editor that never asks is told now and then', (context) => {
  const silent = editor(context, 1_000_000);
  silent.changes(60);
  assert.deepEqual(silent.counts(), { told: 7, asked: 0 });
  silent.pace.dispose();
  silent.tick(60_000);
  assert.equal(silent.counts().told, 7);
});
