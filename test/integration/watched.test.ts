import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startHost, type VmHost } from '../vm/host.ts';
import { captureHosts } from './capture-hosts.ts';
import { placeLoader } from './loader-on-host.ts';
import { startWatched, whatIsWatched } from './watched.ts';

const python = 'python3 receives /python';
const nginx = ['nginx receives /grouped', 'nginx receives /nginx'];
const curl = ['curl sends /grouped', 'curl sends /nginx'];

for (const { kernel, cmdline, attachments } of captureHosts) {
  if (kernel === '6.1' || cmdline) continue;
  describe(`what a trace on ${kernel} is not limited to does not come out of the kernel`, () => {
    let host: VmHost;
    let pid: string;
    let group: string;
    before(async () => {
      host = await startHost({ kernel });
      await placeLoader(host);
      const started = await startWatched(host);
      pid = String(started.pid);
      group = String(started.inode);
    });
    after(() => host.stop());

    for (const attachment of attachments) {
      test(`by ${attachment}`, async () => {
        const told = (...options: string[]) => whatIsWatched(host, attachment, options);
        assert.deepEqual(await told('--only-pid', pid), [python]);
        const each = ['--only-comm', 'curl', '--only-port', '80', '--only-cgroup', group];
        assert.deepEqual(await told(...each), ['curl sends /grouped']);
      });
    }

    test('of one kind any may hold, of several kinds each must', async () => {
      const both = ['--only-comm', 'nginx', '--only-comm', 'curl', '--only-port', '80'];
      assert.deepEqual(await whatIsWatched(host, 'fentry', both), [...curl, ...nginx]);
    });
  });
}
