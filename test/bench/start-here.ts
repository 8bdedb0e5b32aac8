// In a network namespace of its own: a host as fast as this machine. Prints its times as JSON.
import { writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { join } from 'node:path';
import { startOptions } from '../../extension/core/testing/session-bench.ts';
import { freePort, startSshd } from '../../extension/core/testing/sshd.ts';
import { measureStarts } from './start-measure.ts';

const sshd = await startSshd();
const server = createServer((_request, response) => response.end('hello world'));
const port = await freePort();
server.listen(port, '127.0.0.1');
const asking = setInterval(() => {
  get({ port, host: '127.0.0.1', agent: false }, (response) => response.resume());
}, 20);
try {
  const configFile = join(sshd.folder, 'config');
  writeFileSync(configFile, 'GlobalKnownHostsFile none\nIdentityAgent none\n');
  const keys = Object.values(sshd.publicHostKeys);
  const times = await measureStarts(
    {
      port: sshd.port,
      options: { ...startOptions, design: 'socket_filter' },
      targetAt: (to) => {
        const knownHostsFile = join(sshd.folder, `known-${to}`);
        writeFileSync(knownHostsFile, keys.map((key) => `[127.0.0.1]:${to} ${key}`).join(''));
        const { identityFile } = sshd;
        const destination = `${sshd.user}@127.0.0.1`;
        return { destination, port: to, identityFile, knownHostsFile, configFile };
      },
    },
    (line) => process.stderr.write(`here, ${line}\n`),
  );
  process.stdout.write(`${JSON.stringify(times)}\n`);
} finally {
  clearInterval(asking);
  server.close();
  await sshd.stop();
}
