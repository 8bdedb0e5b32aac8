import { frameworks } from '../frameworks/frameworks.ts';
import { grammarFolder } from '../scan/grammar-folder.ts';
import { Grammars } from '../scan/grammars.ts';
import { RouteIndex } from '../scan/index.ts';

/** A program of one route. */
export const good = "const app = require('express')();\napp.get('/good', () => 1);\n";

/**
 * An index of files that are there in memory alone, by their names.
 *
 * @param folder with the grammars
 * @param parts others than the usual ones
 */
export function indexBench(
  files: Readonly<Record<string, string>>,
  folder = grammarFolder,
  parts: { readonly fileTimeLimit?: number } = {},
) {
  const log: string[] = [];
  const say = (line: string) => log.push(line);
  const texts = new Map(Object.entries(files).map(([name, text]) => [`file:///w/${name}`, text]));
  const index = new RouteIndex({
    grammars: new Grammars(folder, say),
    frameworks,
    read: async (uri) => texts.get(uri) ?? null,
    log: say,
    ...parts,
  });
  const routes = async () =>
    (await index.changes()).flatMap((file) =>
      file.routes.map(({ method, template }) => `${method} ${template}`),
    );
  return { index, log, texts, routes, uris: [...texts.keys()] };
}
