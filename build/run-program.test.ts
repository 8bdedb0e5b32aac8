import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'ht-run-'));
after(() => rmSync(folder, { recursive: true }));

const program = join(folder, 'program.mjs');
writeFileSync(
  program,
  `const on = setInterval(() => {}, 1000);
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
  process.on(signal, () => { console.log(signal); clearInterval(on); process.exitCode = 7; });
}
console.log('ready');
`,
);
const entry = join(folder, 'entry.mjs');
const runner = JSON.stringify(join(import.meta.dirname, 'run-program.mjs'));
writeFileSync(
  entry,
  `import { runProgram } from ${runner};\nprocess.exitCode = await runProgram(process.argv[2], []);\n`,
);

for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  test(`${signal} for the start script alone reaches the program, whose status is told`, async () => {
    const child = spawn(process.execPath, [entry, program], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (text.includes('ready')) child.kill(signal);
    });
    const code = await new Promise((resolve) => child.once('exit', (status) => resolve(status)));
    assert.deepEqual([code, said], [7, `ready\n${signal}\n`]);
  });
}
