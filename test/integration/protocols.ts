import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../build/paths.ts';
import type { VmHost } from '../vm/host.ts';
import { nghttp2, placeNghttp2 } from './nghttp2.ts';

const folder = '/home/dev/protocols';
const files = '/home/dev/files';

/** What test/fixtures/protocols/clients.ts prints. */
export interface ClientsSaw {
  readonly heard: readonly string[];
  readonly events: number;
  readonly calls: {
    readonly say: number;
    readonly fail: number;
    readonly both: { readonly code: number; readonly sent: number; readonly received: number };
  };
}

/** Puts servers and clients of every protocol on the host, and starts the servers. */
export async function startServers(host: VmHost): Promise<void> {
  await placeNghttp2(host);
  await host.mustRun(
    `mkdir -p ${folder} ${files} && echo page >${files}/page && echo css >${files}/css && printf ok >${files}/load && head -c 1000000 /dev/zero >${files}/big`,
  );
  for (const name of ['servers', 'clients']) {
    const { outputFiles } = await build({
      entryPoints: [join(root, 'test/fixtures/protocols', `${name}.ts`)],
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      write: false,
      logLevel: 'silent',
    });
    const [output] = outputFiles;
    if (!output) throw new Error(`The ${name} were not built.`);
    await host.mustRun(`cat >${folder}/${name}.mjs`, { input: output.contents });
  }
  const start = (command: string, log: string) =>
    host.mustRun(`nohup ${command} >${folder}/${log} 2>&1 </dev/null & true`);
  await start(`/opt/node/bin/node ${folder}/servers.mjs`, 'servers');
  await start(`env ${nghttp2('nghttpd')} --no-tls -p /page=/css -d ${files} 8204`, 'nghttpd');
  await host.mustRun(
    `until grep -q listening ${folder}/servers && ss -Hltn sport = 8204 | grep -q .; do sleep 0.2; done`,
    { timeoutMs: 120_000 },
  );
}

export async function runClients(host: VmHost): Promise<ClientsSaw> {
  const said = await host.mustRun(`/opt/node/bin/node ${folder}/clients.mjs`, {
    timeoutMs: 120_000,
  });
  return JSON.parse(said) as ClientsSaw;
}
