import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the agent as it is deployed into `outfile`; it says that its version is 1.2.3. */
export async function bundleAgent(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, '../main.ts')],
    outfile,
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node18', logLevel: 'error' },
    define: { AGENT_VERSION: '"1.2.3"' },
  });
}
