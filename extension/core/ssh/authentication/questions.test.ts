import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import ssh2, { type AuthContext, type KeyboardAuthContext, type Server } from 'ssh2';
import type { SecretQuestion } from '../../session/prompts.ts';
import { scriptedPrompts } from '../../testing/scripted-prompts.ts';
import { SshBench } from '../../testing/ssh-bench.ts';
import { startSshd, type TestSshd } from '../../testing/sshd.ts';

/**
 * Questions and passwords that are right need an account with a password; this server plays one.
 * Everything else about authentication is tried on OpenSSH.
 */
let sshd: TestSshd;
let bench: SshBench;
let server: Server;
let decide: (context: AuthContext) => void;

before(async () => {
  sshd = await startSshd();
  bench = new SshBench(sshd);
  const { private: hostKey } = ssh2.utils.generateKeyPairSync('ed25519');
  server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connection.on('error', () => {});
    connection.on('authentication', (context) => decide(context));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(async () => {
  server.close();
  await sshd.stop();
});

function account() {
  const { port } = server.address() as AddressInfo;
  const named = `${sshd.user}@127.0.0.1:${port}`;
  return { destination: named, server: named };
}

function attempt(prompts: ReturnType<typeof scriptedPrompts>) {
  const { port } = server.address() as AddressInfo;
  const target = { port, knownHostsFile: bench.file('') };
  return { target, prompts, config: 'StrictHostKeyChecking accept-new' };
}

test('the right password at the second try', async () => {
  decide = (context) => {
    if (context.method === 'password' && context.password === 'right') context.accept();
    else context.reject(['password']);
  };
  const prompts = scriptedPrompts({
    password: async (question) => (question.attempt === 1 ? 'wrong' : 'right'),
  });
  await bench.lets(attempt(prompts));
  assert.equal(prompts.asked.length, 2);
});

test('questions in two rounds, shown without control characters', async () => {
  decide = (context) => {
    if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
    twoRounds(context);
  };
  const prompts = scriptedPrompts({
    keyboardInteractive: async ({ prompts: [first] }) =>
      first?.text === 'Password:' ? ['right'] : ['123456', 'yes'],
  });
  await bench.lets(attempt(prompts));
  assert.deepEqual(prompts.asked[0]?.question, {
    ...account(),
    attempt: 1,
    title: 'Title red',
    instructions: 'two lines',
    prompts: [{ text: 'Password:', echo: false }],
  });
  assert.equal(prompts.asked.length, 2);
});

function twoRounds(context: KeyboardAuthContext): void {
  const hidden = [{ prompt: 'Password:\u0007 ', echo: false }];
  context.prompt(hidden, 'Title \u001b[31mred', 'two\r\nlines', ([password]) => {
    if (password !== 'right') return context.reject();
    const more = [
      { prompt: 'Code: ', echo: true },
      { prompt: 'Sure? ', echo: true },
    ];
    context.prompt(more, '', '', (answers) => {
      if (answers.join() === '123456,yes') context.accept();
      else context.reject();
    });
  });
}

test('questions and passwords are asked three times together', async () => {
  let asked = 0;
  decide = (context) => {
    if (context.method === 'password') context.reject(['password']);
    else if (context.method === 'keyboard-interactive') {
      context.prompt([{ prompt: 'Code:', echo: true }], '', '', () => {
        context.reject(asked++ < 1 ? ['keyboard-interactive'] : ['password']);
      });
    } else context.reject(['keyboard-interactive', 'password']);
  };
  const prompts = scriptedPrompts({
    keyboardInteractive: async () => ['no'],
    password: async () => 'yes',
  });
  await bench.refuses(attempt(prompts), 'authentication-failed', /check .* the password/);
  assert.deepEqual(
    prompts.asked.map(({ kind, question }) => [kind, (question as SecretQuestion).attempt]),
    [
      ['keyboardInteractive', 1],
      ['keyboardInteractive', 2],
      ['password', 3],
    ],
  );
});

test('questions that are none do not count, nor do they go on for ever', async () => {
  let rounds = 0;
  decide = (context) => {
    if (context.method === 'password' && context.password === 'third') return context.accept();
    if (context.method === 'keyboard-interactive') {
      rounds++;
      context.prompt([], '', '', () => context.reject(['keyboard-interactive', 'password']));
    } else context.reject(['keyboard-interactive', 'password']);
  };
  const prompts = scriptedPrompts({
    keyboardInteractive: async () => [],
    password: async ({ attempt }) => (attempt === 3 ? 'third' : 'wrong'),
  });
  await bench.lets(attempt(prompts));
  assert.equal(rounds, 3);
});

test('after one factor the questions of the next are counted anew', async () => {
  let passed = false;
  decide = (context) => {
    if (passed && context.method === 'keyboard-interactive') {
      context.prompt([{ prompt: 'Code:', echo: true }], '', '', () => context.accept());
    } else if (context.method === 'password' && context.password === 'third') {
      passed = true;
      context.reject(['keyboard-interactive'], true);
    } else context.reject(passed ? ['keyboard-interactive'] : ['password']);
  };
  const prompts = scriptedPrompts({
    keyboardInteractive: async ({ attempt }) => [String(attempt)],
    password: async ({ attempt }) => (attempt === 3 ? 'third' : 'wrong'),
  });
  await bench.lets(attempt(prompts));
  assert.equal(prompts.asked.length, 4);
});

test('a key is the first of two factors: then come questions, and no other key', async () => {
  const offered = new Set<string>();
  let passed = false;
  decide = (context) => {
    if (context.method === 'keyboard-interactive' && passed) {
      context.prompt([{ prompt: 'Code:', echo: true }], '', '', () => context.accept());
    } else if (context.method === 'publickey') {
      offered.add(context.key.data.toString('base64'));
      if (!context.signature) return context.accept();
      passed = true;
      context.reject(['keyboard-interactive'], true);
    } else context.reject(['publickey']);
  };
  const [first, second] = (['rsa', 'ed25519'] as const).map((type) => sshd.makeKey(type, { type }));
  const prompts = scriptedPrompts({ keyboardInteractive: async () => ['123456'] });
  const { target, config } = attempt(prompts);
  const keys = `IdentityFile ${first}\nIdentityFile ${second}\n${config}`;
  await bench.lets({ target, prompts, config: keys, bare: true });
  assert.equal(offered.size, 1);
  assert.equal(prompts.asked.length, 1);
});

test('a question that is cancelled', async () => {
  decide = (context) => {
    if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
    twoRounds(context);
  };
  const prompts = scriptedPrompts({ keyboardInteractive: async () => undefined });
  await bench.refuses(attempt(prompts), 'cancelled');
});

test('where nobody can be asked, what needs a secret is passed over and said', async () => {
  decide = (context) => context.reject(['password', 'keyboard-interactive', 'publickey']);
  const prompts = scriptedPrompts({ interactive: false });
  const refusal = [/id_ed25519/, /password/, /nobody can be asked/] as const;
  await bench.refuses(attempt(prompts), 'authentication-failed', ...refusal);
  assert.deepEqual(prompts.asked, []);
});

test('no password is sent to a server whose key is not trusted', async () => {
  let offered = 0;
  decide = () => {
    offered++;
  };
  const prompts = scriptedPrompts({ trustNewHostKey: async () => false });
  const { target } = attempt(prompts);
  await bench.refuses({ target, prompts }, 'host-key-refused');
  assert.equal(offered, 0);
});

test('the configuration says which ways are tried, in which order, and how often', async () => {
  const tried: string[] = [];
  decide = (context) => {
    tried.push(context.method);
    context.reject(['publickey', 'keyboard-interactive', 'password']);
  };
  const prompts = scriptedPrompts({ password: async () => 'wrong' });
  const { target } = attempt(prompts);
  const config = (lines: string) => `StrictHostKeyChecking accept-new\n${lines}\n`;
  const both = config(
    'PreferredAuthentications password,publickey\nNumberOfPasswordPrompts 2\nKbdInteractiveAuthentication no',
  );
  await bench.refuses({ target, prompts, config: both }, 'authentication-failed');
  assert.deepEqual(tried.splice(0), ['none', 'password', 'password', 'publickey']);
  assert.deepEqual(prompts.asked[0]?.question, { ...account(), attempt: 1, tries: 2 });
  await bench.refuses(
    {
      target,
      prompts,
      config: config('PubkeyAuthentication no\nPreferredAuthentications publickey'),
    },
    'authentication-failed',
    /accepts publickey, .*, which the ssh configuration forbids/,
  );
  assert.deepEqual(tried.splice(0), ['none']);
});

test('in batch mode nothing is asked', async () => {
  decide = (context) => context.reject(['password']);
  const prompts = scriptedPrompts();
  const { target } = attempt(prompts);
  await bench.refuses(
    { target, prompts, config: 'BatchMode yes' },
    'host-key-refused',
    /BatchMode/,
  );
  const known = 'BatchMode yes\nStrictHostKeyChecking accept-new';
  await bench.refuses({ target, prompts, config: known }, 'authentication-failed', /nobody can be/);
  assert.deepEqual(prompts.asked, []);
});
