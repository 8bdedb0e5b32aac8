import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

const limitMs = 120_000;

/** Asks again and again whether something holds; when that takes two minutes, fails as `late` does. */
export async function waitUntil(
  holds: () => Promise<boolean>,
  late: () => void = () => assert.fail('It did not come about within two minutes.'),
): Promise<void> {
  const until = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > until) return late();
    await delay(200);
  }
}
