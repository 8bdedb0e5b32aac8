import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startHost, type VmHost } from '../vm/host.ts';
import { placeFixture } from './connections.ts';
import { loaderPath, placeLoader } from './loader-on-host.ts';

let host: VmHost;

before(async () => {
  host = await startHost({ kernel: '6.12' });
  await placeFixture(host, 'shared_place.py');
  await placeLoader(host);
});

after(() => host.stop());

for (const design of ['tracepoint', 'kprobe']) {
  test(`two tasks with the same place for their arguments: ${design}`, async () => {
    const loader = `${loaderPath} --design ${design} --attachment kprobe`;
    const told = JSON.parse(
      await host.mustRun(`python3 /root/shared_place.py ${loader}`, { user: 'root' }),
    ) as object;
    assert.deepEqual(told, {
      'GET /waiting HTTP/1.1': 2,
      'GET /meeting HTTP/1.1': 2,
      'answer to the first': 2,
      'answer to the second': 2,
    });
  });
}
