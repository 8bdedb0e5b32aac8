import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { LoaderFolder } from '../testing/fake-loader.ts';
import { Loader, type LoaderListener } from './loader.ts';
import { chooseLoaderCommand } from './privilege.ts';
import { trySudo } from './sudo.ts';

/** A sudo in the part of the real one: asks with its prompt, takes three answers, in a language of its own. */
const folder = mkdtempSync(join(tmpdir(), 'http-trace-sudo-'));
const path = process.env['PATH'];
writeFileSync(
  join(folder, 'sudo'),
  `#!/bin/sh
[ "$1" = -n ] && { echo "sudo : il faut un mot de passe" >&2; exit 1; }
[ "$1 $2" = "-S -p" ] || exit 9
prompt=$3
shift 4
printf 'Leçon : « http-trace- »\\n' >&2
for try in 1 2 3; do
  half=\${prompt%????????}
  printf %s "$half" >&2; sleep 0.05; printf %s "\${prompt#"$half"}" >&2
  read -r answer || { echo "aucun mot de passe" >&2; exit 1; }
  if [ "$answer" = "pass word" ]; then exec "$@"; fi
  echo "Désolé" >&2
done
exit 1
`,
);
chmodSync(join(folder, 'sudo'), 0o755);
process.env['PATH'] = [folder, dirname(process.execPath), path].join(delimiter);
after(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true });
});

test('that a password is needed shows in the prompt, whatever else sudo says', async () => {
  assert.deepEqual(await trySudo('true', [], undefined), { kind: 'password-needed' });
  assert.deepEqual(await trySudo('true', [], 'wrong'), { kind: 'password-refused' });
  assert.deepEqual(await trySudo('true', [], 'pass word'), { kind: 'ok' });
  const denied = await trySudo('sh', ['-c', 'echo "not allowed" >&2; exit 1'], 'pass word');
  assert.deepEqual(denied, { kind: 'refused', reason: 'not allowed' });
});

test('the loader is started with the password, which shows nowhere', async () => {
  const loaders = new LoaderFolder('trace');
  const { loader } = loaders;
  try {
    // The loader of the test has no rights when it is asked, with or without sudo.
    const granted = async (_program: string, _args: readonly string[], password?: string) =>
      ({ kind: password === 'pass word' ? 'ok' : 'password-needed' }) as const;
    await assert.rejects(chooseLoaderCommand(loader, 1000, undefined, undefined, granted), {
      code: 'password-needed',
    });
    await assert.rejects(chooseLoaderCommand(loader, 1000, 'wrong'), { code: 'password-refused' });
    const command = await chooseLoaderCommand(loader, 1000, 'pass word', undefined, granted);
    assert.ok(![command.program, ...command.prefix].join(' ').includes('pass word'));
    const lines: string[] = [];
    const nothing = () => undefined;
    const listener = new Proxy({} as LoaderListener, {
      get: (_target, name) => (name === 'log' ? (line: string) => lines.push(line) : nothing),
    });
    const running = new Loader(command, [], listener);
    assert.equal((await running.started()).design, 'tracepoint');
    await running.close();
    await running.gone();
    assert.match(lines.join('\n'), /Leçon/);
    assert.doesNotMatch(lines.join('\n'), /pass word|http-trace-[0-9a-f]{8}/);
  } finally {
    loaders.remove();
  }
});
