import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from './status.ts';

const t = (message: string, ...values: (string | number)[]) =>
  message.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));

test('the status bar tells how the trace is', () => {
  assert.equal(statusOf({ kind: 'idle' }, 0, t).click, 'start');
  assert.equal(statusOf({ kind: 'stopped', host: 'h' }, 9, t).click, 'start');
  const connecting = statusOf({ kind: 'connecting', host: 'web-1', step: 'Signing in' }, 0, t);
  assert.match(connecting.text, /connecting to web-1/);
  assert.deepEqual(connecting.tooltip[0], 'Signing in');
  const tracing = statusOf(
    {
      kind: 'tracing',
      host: 'web-1',
      design: 'tracepoint (kprobe)',
      kernel: '6.12.1',
      refused: ['tracepoint (fentry): attaching failed'],
      secretsShown: false,
    },
    12_345,
    t,
  );
  assert.match(tracing.text, /web-1 · 12,345 exchanges/);
  assert.match(tracing.tooltip.join('\n'), /tracepoint \(kprobe\)\n.*6\.12\.1/);
  assert.ok(tracing.tooltip.includes('Not used: tracepoint (fentry): attaching failed'));
  const lost = statusOf({ kind: 'lost', host: 'web-1', message: 'It went away.' }, 0, t);
  assert.match(lost.text, /web-1 lost/);
  assert.equal(lost.warning, true);
  assert.equal(lost.tooltip[0], 'It went away.');
  const failed = statusOf({ kind: 'failed', host: 'web-1', message: 'It refused.' }, 9, t);
  assert.match(failed.text, /web-1 failed/);
  assert.equal(failed.tooltip[0], 'It refused.');
});
