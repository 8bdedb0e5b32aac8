import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { terminalPrompts } from './terminal-prompts.ts';

test('a secret is asked for only when the terminal does not echo any more', async () => {
  const happened: string[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => happened.push(on ? 'no echo' : 'echo'),
  });
  const output = new PassThrough();
  output.on('data', (chunk: Buffer) => {
    const text = chunk.toString();
    if (text.trim() !== '') happened.push(text);
    if (text.startsWith('Passphrase')) setImmediate(() => input.write('secret\n'));
  });
  const prompts = terminalPrompts(
    input as unknown as NodeJS.ReadStream,
    output as unknown as NodeJS.WriteStream,
  );
  const question = { destination: 'dev@web', keyFile: 'k', attempt: 1 };
  assert.equal(await prompts.passphrase(question), 'secret');
  assert.deepEqual(happened, ['no echo', 'Passphrase for k: ', 'echo']);
});
