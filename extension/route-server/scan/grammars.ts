import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Parser as ParserType, Query as QueryType } from '@vscode/tree-sitter-wasm';
import type { LanguageReader } from '../facts/builder.ts';
import { Language, Parser, Query } from './tree-sitter.ts';

/** A grammar that was loaded, with what is asked of its trees. */
export interface Grammar {
  readonly reader: LanguageReader;
  readonly parser: ParserType;
  readonly query: QueryType;
}

/** Loads grammars when they are first needed. One that fails to load is told once and does without. */
export class Grammars {
  private readonly loaded = new Map<LanguageReader, Promise<Grammar | null>>();
  private runtime: Promise<void> | undefined;

  /** @param folder with the `.wasm` files */
  constructor(
    private readonly folder: string,
    private readonly log: (line: string) => void,
  ) {}

  get(reader: LanguageReader): Promise<Grammar | null> {
    let grammar = this.loaded.get(reader);
    if (!grammar) {
      grammar = this.load(reader);
      this.loaded.set(reader, grammar);
    }
    return grammar;
  }

  private async load(reader: LanguageReader): Promise<Grammar | null> {
    try {
      this.runtime ??= Parser.init({ locateFile: (file) => join(this.folder, file) });
      await this.runtime;
      const file = join(this.folder, `tree-sitter-${reader.grammar}.wasm`);
      const language = await Language.load(new Uint8Array(await readFile(file)));
      const parser = new Parser();
      parser.setLanguage(language);
      return { reader, parser, query: new Query(language, reader.query) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.log(`No routes in ${reader.language}: its grammar could not be loaded: ${reason}`);
      return null;
    }
  }
}
