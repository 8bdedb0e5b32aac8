import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { layCable } from '../testing/cable.ts';
import { scriptedPrompts } from '../testing/scripted-prompts.ts';
import { SshBench } from '../testing/ssh-bench.ts';
import { freePort, startSshd, type TestSshd } from '../testing/sshd.ts';

let sshd: TestSshd;
let bench: SshBench;

before(async () => {
  sshd = await startSshd();
  bench = new SshBench(sshd);
});
after(() => sshd.stop());

test('a host where nothing listens', async () => {
  const target = { port: await freePort() };
  await bench.refuses({ target }, 'unreachable', /127\.0\.0\.1/, /refused the connection/);
});

test('a host name that does not exist', async () => {
  const target = { destination: 'dev@no-such-host.invalid' };
  await bench.refuses({ target }, 'unreachable', /no-such-host\.invalid could not be resolved/);
});

test('a host that does not answer', async () => {
  const cable = await layCable(sshd.port);
  cable.silenceNew();
  const attempt = { target: { port: cable.port }, config: 'ConnectTimeout 1' };
  await bench.refuses(attempt, 'unreachable', /did not answer within 1 s/);
  await cable.close();
});

test('a port where something else listens', async () => {
  for (const answer of ['HTTP/1.1 400 Bad Request\r\n\r\n', '', '\0\x01\xff'.repeat(50_000)]) {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end(answer);
    });
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await bench.refuses({ target: { port } }, 'unreachable', /SSH server listens on that port/);
    server.close();
  }
});

test('a server with no algorithm in common', async () => {
  const strange = await startSshd(['KexAlgorithms sntrup761x25519-sha512@openssh.com']);
  const { port, knownHostsFile } = strange;
  const attempt = { target: { port, knownHostsFile } };
  await bench.refuses(attempt, 'unreachable', /no algorithm/, /key exchange/);
  await strange.stop();
});

test('a connection that is cut while logging in', async () => {
  const cable = await layCable(sshd.port);
  const prompts = scriptedPrompts({
    passphrase: () => {
      cable.cut();
      return new Promise(() => {});
    },
  });
  const identityFile = sshd.makeKey('cut', { passphrase: 'secret' });
  const attempt = { target: { port: cable.port, identityFile, knownHostsFile: known(cable.port) } };
  await bench.refuses({ ...attempt, prompts }, 'unreachable', /was cut while logging in/);
  await cable.close();
});

test('the time limit stands still while the user is asked', async () => {
  const identityFile = sshd.makeKey('slow', { passphrase: 'secret' });
  const prompts = scriptedPrompts({
    passphrase: async () => {
      await new Promise((resolve) => setTimeout(resolve, 4_500));
      return 'secret';
    },
  });
  await bench.lets({ target: { identityFile }, prompts, config: 'ConnectTimeout 4' });
});

test('cancelling ends it at any moment', async () => {
  for (const question of ['trustNewHostKey', 'passphrase'] as const) {
    const abort = new AbortController();
    const prompts = scriptedPrompts({
      [question]: () => {
        abort.abort();
        return new Promise(() => {});
      },
    });
    const target = {
      ...(question === 'trustNewHostKey' && { knownHostsFile: bench.file('') }),
      identityFile: sshd.makeKey(`abort_${question}`, { passphrase: 'secret' }),
    };
    await bench.refuses({ target, prompts, signal: abort.signal }, 'cancelled');
  }
});

/** The server's keys under the port of a cable. */
function known(port: number): string {
  const keys = Object.values(sshd.publicHostKeys);
  return bench.file(keys.map((key) => `[127.0.0.1]:${port} ${key}`).join(''));
}

test('the local end is the one that the configuration has', async () => {
  const from = async (config: string) => {
    const { client } = await bench.connect({ config });
    const told = await new Promise<string>((resolve, reject) => {
      client.exec('echo "$SSH_CONNECTION"', (error, channel) => {
        if (error) reject(error);
        else channel.on('data', (chunk: Buffer) => resolve(chunk.toString()));
      });
    });
    client.end();
    return told.split(' ')[0];
  };
  assert.equal(await from('BindAddress 127.0.0.2'), '127.0.0.2');
  assert.equal(await from('BindInterface lo\nAddressFamily inet'), '127.0.0.1');
  await bench.refuses(
    { config: 'BindInterface none0' },
    'unreachable',
    /BindInterface none0, which the ssh configuration has for/,
  );
  await bench.refuses(
    { config: 'BindAddress 192.0.2.7' },
    'unreachable',
    /from 192\.0\.2\.7; look/,
  );
  // Nothing but IPv4 leads to the server of the test.
  const target = { destination: `${sshd.user}@localhost` };
  await bench.refuses({ target, config: 'AddressFamily inet6' }, 'unreachable');
});
