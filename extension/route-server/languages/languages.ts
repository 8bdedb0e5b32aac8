import type { LanguageReader } from '../facts/builder.ts';
import { csharpReader } from './csharp.ts';
import { goReader } from './go.ts';
import { javaReader } from './java.ts';
import { tsxReader, typescriptReader } from './javascript.ts';
import { phpReader } from './php.ts';
import { pythonReader } from './python.ts';
import { rubyReader } from './ruby.ts';
import { rustReader } from './rust.ts';

const readers: Readonly<Record<string, LanguageReader>> = {
  js: tsxReader,
  cjs: tsxReader,
  mjs: tsxReader,
  jsx: tsxReader,
  tsx: tsxReader,
  ts: typescriptReader,
  cts: typescriptReader,
  mts: typescriptReader,
  py: pythonReader,
  go: goReader,
  java: javaReader,
  rb: rubyReader,
  php: phpReader,
  cs: csharpReader,
  rs: rustReader,
};

/** Extensions of the files that can be read. */
export const extensions = Object.keys(readers);

/** How a file is read; `undefined` for one that is in none of the languages. */
export function readerOf(uri: string): LanguageReader | undefined {
  return readers[uri.slice(uri.lastIndexOf('.') + 1).toLowerCase()];
}
