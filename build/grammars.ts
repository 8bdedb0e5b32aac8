import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dist, root } from './paths.ts';

/** The grammars that the route server reads sources with, by the languages' names in the package. */
const grammars = ['c-sharp', 'go', 'java', 'php', 'python', 'ruby', 'rust', 'tsx', 'typescript'];

/** Copies the parser and its grammars into `dist/`: WebAssembly is loaded from files. */
export async function copyGrammars(): Promise<void> {
  const from = join(root, 'node_modules', '@vscode', 'tree-sitter-wasm', 'wasm');
  const to = join(dist, 'grammars');
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  const names = ['tree-sitter', ...grammars.map((name) => `tree-sitter-${name}`)];
  await Promise.all(
    names.map((name) => copyFile(join(from, `${name}.wasm`), join(to, `${name}.wasm`))),
  );
}
