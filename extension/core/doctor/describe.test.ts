import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckResult, Finding } from '../../../remote-agent/protocol/check.ts';
import { describeCheck, summary } from './describe.ts';

const works: Finding = { works: true, reason: '', advice: '' };
const refused = (reason: string, advice: string): Finding => ({ works: false, reason, advice });

function check(fentry: Finding, kprobe: Finding, enough = works): CheckResult {
  return {
    kernel: '6.1.0',
    architecture: 'aarch64',
    agentVersion: '1.2.3',
    lockdown: 'none',
    node: { version: 'v20.1.0', path: '/usr/bin/node' },
    privileges: {
      user: 'dev',
      uid: 1000,
      capabilities: [],
      loader: enough.works ? 'sudo' : 'none',
      enough,
      sudo: enough,
      perfEventParanoid: 2,
      unprivilegedBpfDisabled: null,
    },
    parts: [{ name: 'tracefs', ...works }],
    designs: [
      {
        name: 'tracepoint',
        ...(fentry.works ? fentry : kprobe),
        attachments: [
          { attachment: 'fentry', ...fentry },
          { attachment: 'kprobe', ...kprobe },
        ],
      },
    ],
  };
}

test('the first way that works is the one that is named', () => {
  assert.equal(summary('web', check(works, works)), 'web can be traced, by tracepoint by fentry.');
  const second = check(refused('524', 'Use kprobes.'), works);
  assert.equal(summary('web', second), 'web can be traced, by tracepoint by kprobe.');
  const text = describeCheck('web', second);
  assert.match(text, /- tracepoint by fentry: \*\*does not work\*\*\n {2}`524`\n/);
  assert.match(text, /- tracepoint by kprobe: works\n/);
  assert.match(text, /## What to do\n\n- Use kprobes\.\n$/);
});

test('what keeps everything from working is said once', () => {
  const denied = refused('Operation not permitted', 'Ask root.');
  const found = check(denied, denied, refused('No rights.', 'Ask root.'));
  assert.equal(summary('web', found), 'web cannot be traced: No rights.');
  const text = describeCheck('web', found);
  assert.equal(text.match(/Ask root/g)?.length, 1);
  assert.match(text, /rights of the loader \(none\): \*\*not enough\*\*\n {2}`No rights\.`/);
  const nothing = check(refused('No.', ''), refused('No.', ''));
  assert.equal(summary('web', nothing), 'web cannot be traced: no capture design works there.');
});

test('words of a host are shown, not followed', () => {
  const hostile = refused('a`\n\n# heading\u001b[31m <b>', 'x\n- y');
  const text = describeCheck('web\n# x', check(hostile, hostile));
  assert.doesNotMatch(text, /^# heading|^- y/m);
  assert.ok(!text.includes('\u001b'));
  assert.match(text, /`a' # heading <b>`/);
});
