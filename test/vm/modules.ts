import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decompress } from './decompress.ts';

/** A kernel module, uncompressed. */
export interface KernelModule {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * The wanted modules and what they need, each after its dependencies. A name without a file is built into the
 * kernel and left out.
 *
 * @param folder a kernel's module tree
 */
export async function loadModules(
  folder: string,
  wanted: readonly string[],
): Promise<KernelModule[]> {
  const files = new Map<string, string>();
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const match = /([^/]+)\.ko(\.(xz|zst|gz))?$/.exec(path);
    if (match?.[1]) files.set(match[1].replaceAll('-', '_'), join(folder, path));
  }
  const loaded = new Map<string, KernelModule>();
  async function load(name: string): Promise<void> {
    const file = files.get(name);
    if (file === undefined || loaded.has(name)) return;
    const content = await decompress(await readFile(file));
    for (const dependency of dependenciesOf(content)) await load(dependency);
    loaded.set(name, { name, content });
  }
  for (const name of wanted) await load(name);
  return [...loaded.values()];
}

/** The `depends=` line of a module's .modinfo section. */
export function dependenciesOf(module: Buffer): string[] {
  const match = /\0depends=([^\0]*)\0/.exec(module.toString('latin1'));
  return (match?.[1] ?? '')
    .split(',')
    .filter(Boolean)
    .map((name) => name.replaceAll('-', '_'));
}
