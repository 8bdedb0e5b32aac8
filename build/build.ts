// `npm run build`: everything into dist/, the .vsix too. With --if-changed nothing happens when no source has
// changed since the last build.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recipeHash } from './artefact.ts';
import { buildLoaders } from './bpf.ts';
import { bundle } from './bundle.ts';
import { generateEventLayout } from './event-layout.ts';
import { packageExtension } from './package.ts';
import { dist, root } from './paths.ts';

const stamp = join(dist, 'build-stamp');

const inputs = [
  'bpf',
  'build',
  'extension',
  'l10n',
  'remote-agent',
  'resources',
  'webview',
  'LICENSE',
  'README.md',
  'package.json',
  'package-lock.json',
  'package.nls.json',
];

/** Builds everything that is out of date. `say` gets one line a step. */
export async function buildAll(say: (line: string) => void, ifChanged = true): Promise<void> {
  const hash = recipeHash({
    files: inputs.map((name) => join(root, name)).filter(existsSync),
    values: [],
  });
  if (ifChanged && existsSync(stamp) && (await readFile(stamp, 'utf8')) === hash) return;
  await rm(stamp, { force: true });
  await mkdir(dist, { recursive: true });
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  say('Generating the event layout …');
  generateEventLayout();
  say('Compiling BPF objects and loaders …');
  await buildLoaders(version);
  say('Bundling extension, agent and page …');
  await bundle(version);
  say('Packing the extension …');
  await packageExtension();
  await writeFile(stamp, hash);
}

if (process.argv[1] === import.meta.filename) {
  const quiet = process.argv.includes('--quiet');
  await buildAll((line) => {
    if (!quiet) process.stderr.write(`${line}\n`);
  }, process.argv.includes('--if-changed'));
}
