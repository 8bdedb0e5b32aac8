import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertNothingLost, exchangesOf } from '../integration/trace-command.ts';
import { asBefore, traces } from '../integration/trace-leftovers.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { isExchangeOf, limit, requested, trace } from './one-trace.ts';

/**
 * A network namespace of the host with an SSH server of its own, behind a link that is slow in both directions. It is
 * reached through the host's usual server, so that both ends of the link are Linux's own TCP.
 */
const slowLink = `
modprobe -a veth sch_netem
ip netns add far
ip link add near type veth peer name far netns far
ip address add 10.9.0.1/24 dev near
ip -n far address add 10.9.0.2/24 dev far
ip link set near gso_max_segs 1 up
ip -n far link set far gso_max_segs 1 up
tc qdisc add dev near root netem delay 150ms loss 5% rate 1mbit
tc -n far qdisc add dev far root netem delay 150ms loss 5% rate 1mbit
nsenter --net=/run/netns/far /usr/sbin/sshd -o PidFile=none`;

describe('a link of 300 ms, 5 % loss and 1 Mbit/s', () => {
  let host: VmHost;
  let folder: string;
  let clean: string[];
  let words: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'http-trace-slow-'));
    host = await startHost({ kernel: '6.12' });
    await host.mustRun(slowLink, { user: 'root' });
    clean = await traces(host);
    const { port, user, identityFile, knownHostsFile } = host.target;
    const known = readFileSync(knownHostsFile, 'utf8');
    const both = join(folder, 'known_hosts');
    writeFileSync(both, known + known.replace(/^\S+/gm, '10.9.0.2'));
    const config = join(folder, 'config');
    writeFileSync(
      config,
      `Host far
  HostName 10.9.0.2
  ProxyJump 127.0.0.1:${port}
Host *
  User ${user}
  IdentityFile ${identityFile}
  IdentityAgent none
  UserKnownHostsFile ${both}
  GlobalKnownHostsFile none
`,
    );
    // The grace time of the extension: then a connection that is silent for 20 s is cut.
    words = ['far', '--ssh-config', config, '--grace', '60'];
  });
  after(async () => {
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  });

  for (const kind of ['new', 'used before']) {
    test(`a host that is ${kind}`, limit, async (t) => {
      const result = await trace(words, async (command) => {
        const began = performance.now();
        const { timing } = await requested(host, command, '/small.json?far');
        t.diagnostic(`the row came after ${Math.round(performance.now() - began)} ms`);
        assert.ok((timing.endMs ?? Number.NaN) >= timing.startMs);
      });
      t.diagnostic(`${kind}: ${Math.round(result.startMs)} ms to the trace`);
      assert.equal(/Uploading the agent/.test(result.progress), kind === 'new', result.progress);
      assert.doesNotMatch(result.progress, /was cut/);
      assertNothingLost(result);
      await asBefore(host, clean);
    });
  }

  test(
    'more rows than the link carries for half a minute, and then a stop: all of them come',
    limit,
    async (t) => {
      const count = 12;
      const began = performance.now();
      const result = await trace(words, async (command) => {
        const urls = Array.from({ length: count }, (_, n) => `http://127.0.0.1/64k.txt?${n}`);
        await host.mustRun(`curl -s ${urls.join(' ')} >/dev/null`);
        await command.line(isExchangeOf('/64k.txt?0'));
      });
      const took = performance.now() - began - result.startMs;
      t.diagnostic(`${count} bodies of 64 KiB and the stop took ${Math.round(took)} ms`);
      assert.doesNotMatch(result.progress, /was cut/);
      assertNothingLost(result);
      const told = exchangesOf(result.lines).map(({ request, response }) => [
        request.target,
        Buffer.from(response?.body ?? '', 'base64').length,
      ]);
      assert.deepEqual(
        told,
        Array.from({ length: count }, (_, n) => [`/64k.txt?${n}`, 65_536]),
      );
      await asBefore(host, clean);
    },
  );
});
