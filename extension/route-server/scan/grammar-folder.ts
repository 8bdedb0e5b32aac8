import { join } from 'node:path';

/** Where the package has its grammars; a built extension has its own copies. */
export const grammarFolder = join(
  import.meta.dirname,
  '../../../node_modules/@vscode/tree-sitter-wasm/wasm',
);
