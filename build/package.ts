import { join } from 'node:path';
import { dist, root } from './paths.ts';
import { mustRun } from './program.ts';

/** The extension as VS Code installs it. */
export const vsix = join(dist, 'http-trace.vsix');

/** Packs what `files` and .vscodeignore admit. Everything is bundled, so no node_modules go in. */
export async function packageExtension(): Promise<void> {
  await pack(root, vsix);
}

/** Packs the extension in a folder into a file that VS Code installs. */
export async function pack(folder: string, file: string): Promise<void> {
  await mustRun(
    process.execPath,
    [
      join(root, 'node_modules', '@vscode', 'vsce', 'vsce'),
      ...['package', '--no-dependencies', '--skip-license', '--allow-missing-repository'],
      '--no-rewrite-relative-links',
      ...['--out', file],
    ],
    { cwd: folder },
  );
}
