import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryFolder } from '../../testing/session-bench.ts';
import { heldKeyTypes } from './held-types.ts';

const folder = temporaryFolder();
after(() => folder.remove());

const field = (bytes: Buffer) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

async function typesFrom(name: string, answer: Buffer): Promise<string[]> {
  const path = join(folder.path, name);
  const agent = createServer((socket) => socket.once('data', () => socket.end(answer)));
  await new Promise<void>((resolve) => agent.listen(path, resolve));
  const types = await heldKeyTypes(path);
  await new Promise((resolve) => agent.close(resolve));
  return types;
}

test('keys that ssh2 leaves out are among them', async () => {
  const types = ['sk-ssh-ed25519@openssh.com', 'ssh-rsa-cert-v01@openssh.com'];
  const keys = types.map((type) => {
    const blob = Buffer.concat([field(Buffer.from(type)), field(Buffer.alloc(32))]);
    return Buffer.concat([field(blob), field(Buffer.from('comment'))]);
  });
  const answer = field(Buffer.concat([Buffer.from([12, 0, 0, 0, 2]), ...keys]));
  assert.deepEqual(await typesFrom('agent', answer), types);
  assert.deepEqual(await typesFrom('cut', answer.subarray(0, 60)), []);
});

test('what is no agent, or answers nonsense, holds nothing', async () => {
  assert.deepEqual(await heldKeyTypes(join(folder.path, 'none')), []);
  assert.deepEqual(await typesFrom('failure', field(Buffer.from([5]))), []);
  assert.deepEqual(await typesFrom('many', field(Buffer.from([12, 255, 255, 255, 255, 0]))), []);
});
