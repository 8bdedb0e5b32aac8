import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../build/paths.ts';
import type { VmHost } from '../vm/host.ts';
import { copyFolder, type HostProgram, startProgram } from './host-programs.ts';

const sources = join(root, 'test', 'fixtures', 'demo');

/** In the order in which they need each other. */
const programs: readonly HostProgram[] = [
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
  await copyFolder(host, sources, 'bookshop');
  for (const program of programs) await startProgram(host, 'bookshop', program);
}
