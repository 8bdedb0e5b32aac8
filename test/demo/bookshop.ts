import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../build/paths.ts';
import { mustRun } from '../../build/program.ts';
import type { VmHost } from '../vm/host.ts';

const sources = join(root, 'test', 'fixtures', 'demo');

/** In the order in which they need each other. */
const programs = [
  { name: 'inventory', command: 'python3 inventory/inventory.py', ready: '127.0.0.1:8090/stock/1' },
  { name: 'bookshop', command: 'node bookshop/main.js', ready: '127.0.0.1:8080/api/books' },
  {
    name: 'prices',
    command: 'node prices/main.js',
    ready: '--http2-prior-knowledge 127.0.0.1:8091',
  },
  { name: 'shoppers', command: 'node shoppers/main.js' },
];

/** Copies the sources to where a workbench opens them; returns their folder. */
export async function copyBookshop(into: string): Promise<string> {
  const folder = join(into, 'bookshop');
  await cp(sources, folder, { recursive: true });
  return folder;
}

/** Puts the bookshop on a host and opens it; when this returns, shoppers go in and out. */
export async function openBookshop(host: VmHost): Promise<void> {
  const input = await mustRun('sh', ['-c', 'tar -C "$1" -c . | base64', 'pack', sources]);
  await host.mustRun('mkdir -p bookshop && base64 -d | tar -x --no-same-owner -C bookshop', {
    input,
  });
  for (const { name, command, ready } of programs) {
    await host.mustRun(`cd bookshop; setsid ${command} >${name}.log 2>&1 </dev/null &`);
    if (ready) await host.mustRun(untilAnswers(ready, `bookshop/${name}.log`));
  }
}

function untilAnswers(address: string, log: string): string {
  return `for i in $(seq 600); do curl -sf -o /dev/null ${address} && exit; sleep 0.1; done; cat ${log} >&2; exit 1`;
}
