import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { frameworks } from './frameworks/frameworks.ts';
import type { Place } from './protocol/route.ts';
import { grammarFolder } from './scan/grammar-folder.ts';
import { Grammars } from './scan/grammars.ts';
import { RouteIndex } from './scan/index.ts';

const fixtures = join(import.meta.dirname, '../../test/fixtures/routes');
const grammars = new Grammars(grammarFolder, assert.fail);

for (const name of readdirSync(fixtures).filter((entry) => !entry.includes('.'))) {
  test(`the routes of the ${name} program are those that it has`, async () => {
    const folder = join(fixtures, name);
    const found = await routesIn(folder);
    const expected = readFileSync(join(folder, 'routes.txt'), 'utf8').trim().split('\n');
    assert.deepEqual(found.map(({ line }) => line).sort(), expected.map(withoutWord).sort());
    for (const line of expected) {
      const word = wordOf(line);
      const places = found.filter((one) => one.line === withoutWord(line));
      const texts = places.map(({ text }) => text);
      assert.ok(
        texts.some((text) => text.includes(word)),
        `${line} is found at: ${texts.join('\n')}`,
      );
    }
  });
}

/** Lines as in `routes.txt` without the word, and the line of source that each leads to. */
async function routesIn(folder: string): Promise<{ line: string; text: string }[]> {
  const root = pathToFileURL(folder).href;
  const read = async (uri: string) => readFileSync(new URL(uri), 'utf8');
  const index = new RouteIndex({ grammars, frameworks, read, log: assert.fail });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => pathToFileURL(join(parentPath, name)).href);
  await index.replace(files.sort());
  const at = ({ uri, line }: Place) => ({
    file: decodeURIComponent(uri.slice(root.length + 1)),
    text: readFileSync(new URL(uri), 'utf8').split('\n')[line] ?? '',
  });
  return (await index.changes()).flatMap(({ routes, calls }) => [
    ...routes.map(({ method, template, handler, confidence }) => {
      const { file, text } = at(handler);
      const sure = confidence === 'high' ? '' : ` (${confidence})`;
      return { line: `${method} ${template} -> ${file}${sure}`, text };
    }),
    ...calls.map(({ method, template, declared }) => {
      const { file, text } = at(declared);
      return { line: `CALL ${method} ${template} -> ${file}`, text };
    }),
  ]);
}

const pattern = /^((?:CALL )?\S+ \S+ -> \S+) (.+?)( \(\w+\))?$/;

function withoutWord(line: string): string {
  return line.replace(pattern, '$1$3');
}

function wordOf(line: string): string {
  return pattern.exec(line)?.[2] ?? assert.fail(`${line} is no line of routes.txt`);
}
