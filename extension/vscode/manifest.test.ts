import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tools } from '../core/assistant/tools.ts';
import { commandIds } from './commands/ids.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly svg: string };
      }[];
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly scope: string }>>;
    };
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly modelDescription: string;
      readonly inputSchema: object;
    }[];
  };
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const words = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;

test('the commands of the manifest are those that are registered', () => {
  const { commands, menus } = manifest.contributes;
  const contributed = commands.map(({ command }) => command);
  assert.deepEqual([...contributed].sort(), Object.values(commandIds).sort());
  for (const { category } of commands) assert.equal(category, 'HTTP Trace');
  for (const { command } of Object.values(menus).flat()) assert.ok(contributed.includes(command));
});

test('the tools of the manifest are those that are registered', () => {
  assert.deepEqual(
    manifest.contributes.languageModelTools.map((one) => [
      one.name,
      one.modelDescription,
      one.inputSchema,
    ]),
    tools.map(({ name, description, inputSchema }) => [name, description, inputSchema]),
  );
});

test('every text of the manifest has words, and no words are left over', () => {
  const used = [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(words).sort());
});

test('the walkthrough has its pictures, and its links are commands', () => {
  const { walkthroughs, views } = manifest.contributes;
  const ids = [
    ...manifest.contributes.commands.map(({ command }) => command),
    ...Object.values(views).flatMap((all) => all.map(({ id }) => `${id}.focus`)),
  ];
  const steps = walkthroughs.flatMap((each) => each.steps);
  assert.equal(steps.length, 3);
  for (const { description, media } of steps) {
    assert.match(read(media.svg), /^<svg /);
    const text = words[description.slice(1, -1)] ?? '';
    const links = [...text.matchAll(/\(command:([^)]+)\)/g)].map(([, id = '']) => id);
    assert.ok(links.length > 0, description);
    for (const id of links) assert.ok(ids.includes(id), id);
  }
});

test('a workspace cannot change what is traced', () => {
  for (const [name, { scope }] of Object.entries(manifest.contributes.configuration.properties)) {
    // What is shown of routes changes nothing that is traced.
    assert.equal(scope, name.startsWith('httpTrace.routes.') ? 'window' : 'machine', name);
  }
});

test('the texts to translate are those of the source', () => {
  const found = new Set<string>();
  const folders = [import.meta.dirname, join(root, 'webview')];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  for (const file of files) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const source = readFileSync(file, 'utf8');
    const calls = source.matchAll(/(?:l10n\.t|\bt)\(\s*'((?:[^'\\]|\\.)*)'/g);
    for (const [, text = ''] of calls) found.add(text.replaceAll('\\n', '\n'));
  }
  const bundle = JSON.parse(read('l10n/bundle.l10n.json')) as Readonly<Record<string, string>>;
  assert.deepEqual(Object.keys(bundle).sort(), [...found].sort());
});
