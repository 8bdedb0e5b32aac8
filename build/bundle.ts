import { type BuildOptions, build } from 'esbuild';
import { copyGrammars } from './grammars.ts';
import { dist, root } from './paths.ts';

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
  legalComments: 'none',
};

/** The extension's main file; VS Code loads CommonJS and provides `vscode`. */
const extension: BuildOptions = {
  ...shared,
  entryPoints: { 'extension/main': 'extension/vscode/main.ts' },
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // ssh2 does without its native helpers where they are missing.
  external: ['vscode', 'cpu-features', '*.node'],
};

/** The route server: a process that the extension starts. */
const routeServer: BuildOptions = {
  ...extension,
  entryPoints: { 'extension/route-server': 'extension/route-server/main.ts' },
  external: [],
};

/** The agent: one file, because that is what is copied to the host. */
const agent: BuildOptions = {
  ...shared,
  entryPoints: { 'agent/agent': 'remote-agent/main.ts' },
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  sourcemap: false,
};

const webview: BuildOptions = {
  ...shared,
  entryPoints: { 'webview/main': 'webview/main.ts' },
  outdir: dist,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
};

/** Bundles extension, agent and page into `dist/`. `version` is what the agent calls itself. */
export async function bundle(version: string): Promise<void> {
  const define = { AGENT_VERSION: JSON.stringify(version) };
  await Promise.all([
    build(extension),
    build(routeServer),
    copyGrammars(),
    build({ ...agent, define }),
    build(webview),
  ]);
}
