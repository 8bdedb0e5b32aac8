import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { fakeArtefacts } from '../core/testing/fake-agent.ts';
import { temporaryFolder } from '../core/testing/session-bench.ts';
import { startSshd, type TestSshd } from '../core/testing/sshd.ts';

const folder = temporaryFolder();
let sshd: TestSshd;
let program: string;

before(async () => {
  sshd = await startSshd([], { XDG_CACHE_HOME: join(folder.path, 'cache') });
  fakeArtefacts(join(folder.path, 'artefacts'));
  program = join(folder.path, 'trace.mts');
  const here = import.meta.dirname;
  writeFileSync(
    program,
    `import { artefactsIn } from ${JSON.stringify(join(here, '../core/deploy/artefacts.ts'))};
import { parseArguments } from ${JSON.stringify(join(here, 'arguments.ts'))};
import { trace } from ${JSON.stringify(join(here, 'trace.ts'))};
const parsed = parseArguments(process.argv.slice(2));
if (parsed === 'help') throw new Error('help');
process.exitCode = await trace(parsed, artefactsIn(${JSON.stringify(join(folder.path, 'artefacts'))}));
`,
  );
});
after(async () => {
  await sshd.stop();
  folder.remove();
});

/** The client on a terminal of its own (util-linux's script), which also echoes what is typed. */
class Terminal {
  readonly #child: ChildProcess;
  readonly exit: Promise<number | null>;
  screen = '';

  /** Ends with the test, whatever becomes of it. */
  constructor(context: TestContext, words: readonly string[]) {
    // Without exec a shell that forks (dash, where SHELL is unset) dies of the same Ctrl-C, and its status is told.
    const command = ['exec', process.execPath, '--import', 'tsx', program, ...words].join(' ');
    this.#child = spawn('script', ['-qefc', command, '/dev/null'], {
      cwd: import.meta.dirname,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.screen += chunk.toString();
    });
    this.exit = new Promise((resolve) => this.#child.once('close', resolve));
    context.after(() => this.#child.kill('SIGKILL'));
  }

  async shows(text: string): Promise<void> {
    for (let i = 0; i < 6000; i++) {
      if (this.screen.includes(text)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.fail(`not shown: ${text}\n${this.screen}`);
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }
}

function words(options: { known: string; identity: string }): string[] {
  const config = join(folder.path, 'config');
  writeFileSync(config, 'GlobalKnownHostsFile none\nIdentityAgent none\n');
  return [
    `${sshd.user}@127.0.0.1`,
    ...['--port', String(sshd.port)],
    ...['--ssh-config', config],
    ...['--identity', options.identity],
    ...['--known-hosts', options.known],
  ];
}

test('a new host key and a passphrase are asked for; Ctrl-C ends the trace in order', async (context) => {
  const identity = sshd.makeKey('locked', { passphrase: 'open sesame' });
  const known = join(folder.path, 'known');
  const terminal = new Terminal(context, words({ known, identity }));
  await terminal.shows('Trust it');
  assert.match(terminal.screen, /SHA256:/);
  terminal.type('yes\n');
  await terminal.shows('Passphrase for');
  terminal.type('wrong one\n');
  await terminal.shows('That was not right');
  terminal.type('open sesame\n');
  await terminal.shows('"type":"ready"');
  assert.ok(!terminal.screen.includes('sesame'), 'secrets are not echoed');
  terminal.type('\u0003');
  const status = await terminal.exit;
  assert.equal(status, 0, `ended with ${status}: ${terminal.screen.slice(-1000)}`);
});

test('no, and Ctrl-C at a question', async (context) => {
  const known = join(folder.path, 'unknown');
  const identity = sshd.identityFile;
  const no = new Terminal(context, words({ known, identity }));
  await no.shows('Trust it');
  no.type('no\n');
  assert.equal(await no.exit, 1);
  assert.match(no.screen, /host-key-refused/);

  const cancel = new Terminal(context, words({ known, identity }));
  await cancel.shows('Trust it');
  cancel.type('\u0003');
  assert.notEqual(await cancel.exit, 0);
  assert.match(cancel.screen, /cancelled/);
});
