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

test('a workspace cannot change what is traced', () => {
  for (const [name, { scope }] of Object.entries(manifest.contributes.configuration.properties)) {
    // What is shown of routes changes nothing that is traced.
    assert.equal(scope, name.startsWith('httpTrace.routes.') ? 'window' : 'machine', name);
  }
});

test('the texts to translate are those of the source', () => {
  const found = new Set<string>();
  for (const file of readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const source = readFileSync(join(import.meta.dirname, file), 'utf8');
    const calls = source.matchAll(/(?:l10n\.t|\bt)\(\s*'((?:[^'\\]|\\.)*)'/g);
    for (const [, text = ''] of calls) found.add(text.replaceAll('\\n', '\n'));
  }
  const bundle = JSON.parse(read('l10n/bundle.l10n.json')) as Readonly<Record<string, string>>;
  assert.deepEqual(Object.keys(bundle).sort(), [...found].sort());
});
