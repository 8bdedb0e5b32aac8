import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dist } from '../../build/paths.ts';
import type { DesignName } from '../../remote-agent/protocol/messages.ts';
import type { Architecture } from '../vm/architecture.ts';
import type { VmHost } from '../vm/host.ts';

/** What became of a design on a host when it was loaded and attached. */
export interface Attempt {
  readonly design: DesignName;
  readonly attachment: string;
  /** In the kernel's words; undefined where it works. */
  readonly reason?: string;
}

const path = '/root/http-trace-loader';

/** Loads and attaches each design that the loader has, in each way, and detaches it at once. */
export async function tryDesigns(host: VmHost, architecture: Architecture): Promise<Attempt[]> {
  const input = await readFile(join(dist, 'agent', architecture, 'http-trace-loader'));
  await host.mustRun(`cat >${path} && chmod 700 ${path}`, { user: 'root', input });
  const said = await host.mustRun(`${path} --check; rm ${path}`, { user: 'root' });
  const { designs } = JSON.parse(said) as { readonly designs: readonly unknown[] };
  return designs as Attempt[];
}
