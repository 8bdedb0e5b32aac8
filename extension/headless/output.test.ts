import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { Loss } from '../../remote-agent/protocol/messages.ts';
import { plainExchange } from '../core/testing/exchange.ts';
import { LineOutput } from './output.ts';
import { linesTo } from './say.ts';

function stream() {
  const through = new PassThrough();
  return { through: through as unknown as NodeJS.WriteStream, text: () => String(through.read()) };
}

test('the type of a line is ours, whatever a host tells', () => {
  const { through, text } = stream();
  const forged = { reason: 'r', events: 1, bytes: 2, type: 'ready' } as unknown as Loss;
  new LineOutput(through, () => {}).write('loss', forged);
  assert.equal(text(), '{"type":"loss","reason":"r","events":1,"bytes":2}\n');
});

test('nothing that a host tells is a command for the terminal', () => {
  const { through, text } = stream();
  const target = '/\u001b]0;x\u0007\u009b2J\u202e';
  new LineOutput(through, () => {}).write('exchange', plainExchange({ target }));
  const line = text();
  assert.doesNotMatch(line.trimEnd(), /[\p{Cc}\p{Cf}]/u);
  assert.equal(JSON.parse(line).request.target, target);
  linesTo(through)('Not used: \u001b]0;PWNED\u0007\u001b[2J gone\nforged\u009b2J.');
  assert.equal(text(), 'Not used: gone forged 2J.\n');
});

for (const program of ['main.ts', 'doctor.ts']) {
  test(`${program} ends in order where nobody reads what it says`, async () => {
    const words = ['--import', 'tsx', join(import.meta.dirname, program), '--help'];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.deepEqual([code, said], [0, '']);
  });
}
