import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { quote, shellCommand } from './shell.ts';

const words = [
  '',
  'plain',
  "it's",
  '"double"',
  '$HOME $(id) `id`',
  'back\\slash \\n \\0101',
  '!history !!',
  'a\nb',
  'tab\there',
  '% percent %s %b',
  'ünïcödé 漢字 🙂',
  '* ? [a] {b,c} ~ # ; & | < >',
  '-n',
];

/** As sshd starts login shells: `SHELL -c COMMAND`. */
const shells: readonly (readonly [program: string, ...args: string[]])[] = [
  ['/bin/sh'],
  ['/bin/bash'],
  ['/bin/busybox', 'sh'],
  ['/usr/bin/fish'],
  ['/usr/bin/tcsh'],
];

for (const [program, ...args] of shells) {
  test(`every word arrives through ${[program, ...args].join(' ')}`, () => {
    const script = `for word in ${words.map(quote).join(' ')}; do printf '[%s]' "$word"; done`;
    const out = execFileSync(program, [...args, '-c', shellCommand(script)], { encoding: 'utf8' });
    assert.equal(out, words.map((word) => `[${word}]`).join(''));
  });

  test(`standard input and exit status belong to the script in ${[program, ...args].join(' ')}`, () => {
    const command = shellCommand('cat; exit 7');
    assert.throws(
      () => execFileSync(program, [...args, '-c', command], { input: 'through', encoding: 'utf8' }),
      (error: { status?: number; stdout?: string }) =>
        error.status === 7 && error.stdout === 'through',
    );
  });
}

test('an error message of the shell does not repeat the script', () => {
  const command = shellCommand('no-such-command-here 2>&1; : secret');
  const out = execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
  assert.match(out, /no-such-command-here/);
  assert.doesNotMatch(out, /secret/);
});
