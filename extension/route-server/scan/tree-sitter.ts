import * as namespace from '@vscode/tree-sitter-wasm';

/** The package is neither ESM nor quite CommonJS: Node gives all of it as `default`, the bundler its parts. */
const runtime = (namespace as { readonly default?: typeof namespace }).default ?? namespace;

export const { Language, Parser, Query } = runtime;
