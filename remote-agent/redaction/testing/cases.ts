import assert from 'node:assert/strict';
import { Secrets } from '../secrets.ts';

type Redact = (text: string, secrets: Secrets, replaced: () => void) => string;

/** Each text becomes what stands beside it, every `[redacted]` of that is counted, and once more changes nothing. */
export function assertReplaces(cases: Readonly<Record<string, string>>, redact: Redact): void {
  for (const [text, expected] of Object.entries(cases)) {
    let count = 0;
    const told = redact(text, new Secrets(), () => {
      count++;
    });
    assert.equal(told, expected);
    assert.equal(count, expected.split('[redacted]').length - 1, text);
    assert.equal(
      redact(told, new Secrets(), () => {}),
      told,
    );
  }
}

/** Wherever the texts are cut, no two letters of the secret in them are left. */
export function assertCutsHide(texts: readonly string[], secret: string, redact: Redact): void {
  for (const text of texts) {
    for (let end = text.indexOf(secret) + 2; end <= text.length; end++) {
      const cut = text.slice(0, end);
      assert.ok(!redact(cut, new Secrets(), () => {}).includes(secret.slice(0, 2)), cut);
    }
  }
}

export function assertKeeps(texts: readonly string[], redact: Redact): void {
  for (const text of texts) assert.equal(redact(text, new Secrets(), assert.fail), text);
}

/** Repeated to 64 KiB, each of these odd texts is looked through in no time to speak of. */
export function assertOnePass(odd: readonly string[], redact: Redact): void {
  const before = process.cpuUsage();
  for (const text of odd) redact(text.repeat(65_536 / text.length), new Secrets(), () => {});
  const { user } = process.cpuUsage(before);
  assert.ok(user < 2_000_000, `${user / 1e6} s`);
}
