import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostState } from '../../../webview/protocol/state.ts';
import { statusOf } from './status.ts';

const t = (message: string, ...values: (string | number)[]) =>
  message.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));

const tracing = (host: string): HostState => ({
  ...{ kind: 'tracing', host, design: 'tracepoint (kprobe)', kernel: '6.12.1' },
  ...{ refused: ['tracepoint (fentry): attaching failed'], secretsShown: false },
});

test('the status bar tells how the trace is', () => {
  assert.equal(statusOf([], 0, t).click, 'start');
  assert.equal(statusOf([{ kind: 'stopped', host: 'h' }], 9, t).click, 'start');
  const connecting = statusOf([{ kind: 'connecting', host: 'web-1', step: 'Signing in' }], 0, t);
  assert.match(connecting.text, /connecting to web-1/);
  assert.deepEqual(connecting.tooltip[0], 'web-1: Signing in');
  const one = statusOf([tracing('web-1')], 12_345, t);
  assert.match(one.text, /^\$\(pulse\) web-1 · 12,345 exchanges$/);
  assert.match(statusOf([tracing('web-1')], 1, t).text, /web-1 · 1 exchange$/);
  assert.match(one.tooltip.join('\n'), /tracepoint \(kprobe\)\n.*6\.12\.1/);
  assert.ok(one.tooltip.includes('Not used: tracepoint (fentry): attaching failed'));
  const lost = statusOf([{ kind: 'lost', host: 'web-1', message: 'It went away.' }], 0, t);
  assert.match(lost.text, /web-1 lost$/);
  assert.equal(lost.warning, true);
  assert.equal(lost.tooltip[0], 'It went away.');
  const failed = statusOf([{ kind: 'failed', host: 'web-1', message: 'It refused.' }], 9, t);
  assert.match(failed.text, /web-1 failed$/);
  assert.equal(failed.tooltip[0], 'It refused.');
});

test('of several hosts it counts those that are traced, and names the one that something is with', () => {
  const two = statusOf([tracing('web-1'), tracing('web-2')], 7, t);
  assert.equal(two.text, '$(pulse) 2 hosts · 7 exchanges');
  assert.ok(two.tooltip.includes('HTTP Trace: tracing web-1'));
  assert.ok(two.tooltip.includes('HTTP Trace: tracing web-2'));
  const lost: HostState = { kind: 'lost', host: 'web-2', message: 'It went away.' };
  const one = statusOf([tracing('web-1'), lost], 7, t);
  assert.equal(one.text, '$(warning) web-1 · 7 exchanges; web-2 lost');
  assert.equal(one.warning, true);
  assert.ok(one.tooltip.includes('It went away.'));
  const joining = statusOf([lost, tracing('web-1'), { ...lost, kind: 'stopping' }], 7, t);
  assert.match(joining.text, /^\$\(loading~spin\) HTTP Trace: leaving web-2$/);
  const rest = statusOf([tracing('web-1'), { kind: 'stopped', host: 'web-2' }], 7, t);
  assert.equal(rest.text, '$(pulse) web-1 · 7 exchanges');
  assert.equal(rest.warning, false);
});
