import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceFor } from './advice.ts';
import { effectiveCapabilities, lockdown, sysctl } from './host-facts.ts';
import { parseLoaderCheck } from './loader-check.ts';

const rights = { missingRights: '', lockdown: 'none' };

test('advice for reasons as kernels word them', () => {
  const cases: readonly [reason: string, advice: RegExp][] = [
    ["reading the kernel's BTF failed: No such process; libbpf: failed to find", /--btf/],
    ['BTF: No such file or directory', /--btf/],
    ['attaching failed: Unknown error 524; libbpf: strerror_r(-524)=22', /arm64/],
    ['loading failed: Invalid argument; unknown opcode c3', /too old/],
    ["attaching failed: No such file; libbpf: failed to create kprobe 'x' perf event", /KPROBES/],
    ['tracefs: No such file or directory', /mount -t tracefs/],
    ['loading failed; RLIMIT_MEMLOCK is set to big enough value', /ulimit -l/],
    ['something that nobody has seen', /^$/],
    ['', /^$/],
  ];
  for (const [reason, advice] of cases) assert.match(adviceFor(reason, rights), advice, reason);
});

test('what is not permitted depends on who asks and on the lockdown', () => {
  const reason = 'attaching failed: Operation not permitted';
  assert.equal(adviceFor(reason, rights), '');
  assert.equal(adviceFor(reason, { ...rights, missingRights: 'Ask root.' }), 'Ask root.');
  const locked = { ...rights, lockdown: 'confidentiality' };
  for (const forbidden of [
    reason,
    'tracefs: No such file or directory',
    'kprobe_events: No such file or directory',
    'tracepoint sock:inet_sock_set_state: No such file or directory',
  ]) {
    assert.match(adviceFor(forbidden, locked), /locked down/, forbidden);
    assert.doesNotMatch(adviceFor(forbidden, { ...rights, lockdown: 'integrity' }), /locked down/);
  }
});

test('facts of a host', () => {
  const files: Readonly<Record<string, string>> = {
    '/sys/kernel/security/lockdown': 'none [integrity] confidentiality\n',
    '/proc/sys/kernel/perf_event_paranoid': '-1\n',
    '/proc/sys/kernel/odd': 'words\n',
    '/proc/self/status': 'Name:\tnode\nCapEff:\t000000c000000000\n',
  };
  const read = (path: string) => files[path] ?? null;
  assert.equal(lockdown(read), 'integrity');
  assert.equal(
    lockdown(() => null),
    'unknown',
  );
  assert.equal(sysctl('kernel.perf_event_paranoid', read), -1);
  assert.equal(sysctl('kernel.odd', read), null);
  assert.equal(sysctl('kernel.absent', read), null);
  assert.deepEqual(effectiveCapabilities(read), ['cap_perfmon', 'cap_bpf']);
  assert.deepEqual(
    effectiveCapabilities(() => null),
    [],
  );
});

test('what is no check of a loader', () => {
  for (const text of ['', '[]', 'null', '{"type":"ready"}', '{"type":"check","parts":1}']) {
    assert.equal(parseLoaderCheck(text), null, text);
  }
  const odd = '{"type":"check","parts":[1,{"name":2}],"designs":[null,{"design":"magic"}]}';
  assert.deepEqual(parseLoaderCheck(odd), { parts: [], designs: [] });
});
