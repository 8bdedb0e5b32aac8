import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../build/paths.ts';
import type { VmHost } from '../vm/host.ts';
import { nghttp2, placeNghttp2 } from './nghttp2.ts';

const folder = '/home/dev/protocols';
/** Where HTTP/1.1 can become HTTP/2. */
export const upgradePort = 8205;
const files = '/home/dev/files';

/** What test/fixtures/protocols/clients.ts prints. */
export interface ClientsSaw {
  readonly heard: readonly string[];
  readonly events: number;
  /** The answers to `/echo?0`, `/echo?1`, …, all asked for at once. */
  readonly pipelined: readonly string[];
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
    `mkdir -p ${folder} ${files} && echo page >${files}/page && echo css >${files}/css && printf ok >${files}/load && for name in one two three; do echo $name >${files}/$name; done && head -c 1000000 /dev/zero >${files}/big`,
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
  // Speaks HTTP/1.1 with those who come, and HTTP/2 with those who ask to go on with it.
  const proxy = `-f '127.0.0.1,${upgradePort};no-tls' -b '127.0.0.1,8204;;proto=h2' --workers=1`;
  await start(`env ${nghttp2('nghttpx')} ${proxy} --errorlog-file=/dev/stderr`, 'nghttpx');
  await host.mustRun(
    `until grep -q listening ${folder}/servers && [ $(ss -Hltn4 'sport >= 8204 and sport <= 8205' | wc -l) = 2 ]; do sleep 0.2; done`,
    { timeoutMs: 120_000 },
  );
}

export async function runClients(host: VmHost): Promise<ClientsSaw> {
  const said = await host.mustRun(`/opt/node/bin/node ${folder}/clients.mjs`, {
    timeoutMs: 120_000,
  });
  return JSON.parse(said) as ClientsSaw;
}
