import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { scriptedPrompts } from '../testing/scripted-prompts.ts';
import { publicKeyOf, SshBench } from '../testing/ssh-bench.ts';
import { freePort, startSshd, type TestSshd } from '../testing/sshd.ts';

/** Two servers of their own on loopback: what is behind one is said by the configuration alone. */
let gate: TestSshd;
let inner: TestSshd;
let bench: SshBench;

before(async () => {
  [gate, inner] = await Promise.all([startSshd(), startSshd()]);
  bench = new SshBench(inner);
});
after(async () => {
  await gate.stop();
  await inner.stop();
});

/** The section of a host on the way. */
function hop(name: string, more = '', known = gate.knownHostsFile): string {
  return `Host ${name}
  HostName 127.0.0.1
  Port ${gate.port}
  IdentityFile ${gate.identityFile}
  IdentitiesOnly yes
  UserKnownHostsFile ${known}
  ${more}
`;
}

function through(names: string): string {
  return `Host 127.0.0.1\n  ProxyJump ${names}\n`;
}

test('through a chain of hosts, each asked about with its own name', async () => {
  const known = bench.file('');
  const prompts = scriptedPrompts({ trustNewHostKey: async () => true });
  const log: string[] = [];
  const config = [
    'Host 127.0.0.1\n  ProxyJump second\n',
    hop('second', 'HostKeyAlias second\n  ProxyJump first', known),
    hop('first', 'HostKeyAlias first', known),
  ].join('');
  const connection = await bench.connect({ config, prompts, log });
  assert.deepEqual(
    prompts.asked.map(({ question }) => (question as { host: string }).host),
    ['first', 'second'],
  );
  assert.equal(readFileSync(known, 'utf8').trim().split('\n').length, 2);
  const closed = new Promise<void>((resolve) => connection.client.on('close', () => resolve()));
  connection.client.end();
  await closed;
});

test('a host on the way whose key has changed is offered nothing', async () => {
  const other = publicKeyOf(gate.makeKey('other_gate', { authorized: false }));
  const known = bench.file(`[127.0.0.1]:${gate.port} ${other}`);
  const log: string[] = [];
  const config = through('gate') + hop('gate', '', known);
  await bench.refuses({ config, log }, 'host-key-changed', /has changed/);
  assert.ok(!log.includes('authenticating'), log.join('\n'));
});

test('the key of the host behind is checked too', async () => {
  const other = publicKeyOf(inner.makeKey('other_inner', { authorized: false }));
  const target = { knownHostsFile: bench.file(`[127.0.0.1]:${inner.port} ${other}`) };
  const config = through('gate') + hop('gate');
  await bench.refuses(
    { target, config },
    'host-key-changed',
    new RegExp(`:${inner.port} has changed`),
  );
});

test('a host on the way that does not lead on', async () => {
  const config = through('gate') + hop('gate');
  const target = { port: await freePort() };
  await bench.refuses({ target, config }, 'unreachable', /^gate did not connect to .*forwarding/);
  const away = through('gate') + hop('gate').replace(`${gate.port}`, `${await freePort()}`);
  await bench.refuses({ config: away }, 'unreachable', /^gate .*refused the connection/);
});

test('a ProxyCommand whose streams lead to the host', async () => {
  const relay = bench.file(
    `require('node:net').connect(process.argv[3], process.argv[2], function () { process.stdin.pipe(this).pipe(process.stdout); });`,
  );
  const config = `ProxyCommand ${process.execPath} ${relay} %h %p`;
  const { client } = await bench.connect({ config });
  const said = await new Promise<string>((resolve, reject) => {
    client.exec('head -c 3000000 /dev/zero | wc -c; cat', (error, channel) => {
      if (error) return reject(error);
      let text = '';
      channel.on('data', (chunk: Buffer) => {
        text += chunk;
      });
      channel.on('close', () => resolve(text));
      channel.end('x'.repeat(500_000));
    });
  });
  assert.equal(said.length, '3000000\n'.length + 500_000);
  client.end();
});

test('a ProxyCommand that fails is told with its own words', async () => {
  const config = `ProxyCommand sh -c 'echo "no tunnel \\033[31mtoday" >&2; exit 7'`;
  await bench.refuses({ config }, 'unreachable', /ProxyCommand of .*status 7: no tunnel today/);
  await bench.refuses({ config: 'ProxyCommand /no/such/program' }, 'unreachable', /ProxyCommand/);
});

test('a way that is cancelled leaves no command behind', async () => {
  const abort = new AbortController();
  const mark = bench.file('');
  const config = `ProxyCommand sh -c 'echo $$ > ${mark}; sleep 600 & wait'`;
  const refused = bench.refuses({ config, signal: abort.signal }, 'cancelled');
  while (readFileSync(mark, 'utf8').trim() === '') await new Promise((go) => setTimeout(go, 20));
  abort.abort();
  await refused;
  const pid = Number(readFileSync(mark, 'utf8'));
  for (let i = 0; alive(pid); i++) {
    assert.ok(i < 500, 'the command ends');
    await new Promise((go) => setTimeout(go, 20));
  }
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
