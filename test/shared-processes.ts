import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, testOutput } from '../build/paths.ts';

const folder = join(testOutput, 'shared-processes');
const filesEach = 10;

/**
 * Puts small test files together, so that several run in one process: to start one takes longer than most of them.
 * A file that changes its process's environment as it is read keeps one of its own.
 *
 * @returns what to give to node's runner in place of the files.
 */
export function shareProcesses(files: readonly string[]): string[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const alone = files.filter((file) => /^process\.env\b/m.test(readFileSync(file, 'utf8')));
  const others = files.filter((file) => !alone.includes(file));
  const shared: string[] = [];
  for (let i = 0; i < others.length; i += filesEach) {
    const path = join(folder, `${String(shared.length).padStart(2, '0')}.test.mjs`);
    const lines = others.slice(i, i + filesEach).map((file) => {
      return `await import(${JSON.stringify(pathToFileURL(join(root, file)).href)});\n`;
    });
    writeFileSync(path, lines.join(''));
    shared.push(path);
  }
  return [...alone, ...shared];
}
