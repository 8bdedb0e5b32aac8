import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const scratch = mkdtempSync(join(tmpdir(), 'artefact-test-'));
process.env['HTTP_TRACE_CACHE'] = join(scratch, 'cache');
const { artefact, recipeHash } = await import('./artefact.ts');
after(() => rmSync(scratch, { recursive: true, force: true }));

test('builds once for all who want it at the same time', async () => {
  let builds = 0;
  const recipe = {
    name: 'a/once',
    files: [],
    values: [],
    build: async (folder: string) => {
      builds++;
      await new Promise((resolve) => setTimeout(resolve, 200));
      writeFileSync(join(folder, 'content'), 'made');
    },
  };
  const folders = await Promise.all([artefact(recipe), artefact(recipe), artefact(recipe)]);
  assert.equal(builds, 1);
  assert.equal(new Set(folders).size, 1);
  assert.equal(readFileSync(join(folders[0] ?? '', 'content'), 'utf8'), 'made');
});

test('leaves nothing of a failed build, and the next attempt succeeds', async () => {
  let attempts = 0;
  const recipe = {
    name: 'failing',
    files: [],
    values: [],
    build: async (folder: string) => {
      assert.deepEqual(readdirSync(folder), []);
      writeFileSync(join(folder, 'half'), '');
      if (++attempts === 1) throw new Error('no room');
    },
  };
  await assert.rejects(artefact(recipe), /no room/);
  assert.ok(existsSync(join(await artefact(recipe), 'half')));
  assert.equal(attempts, 2);
});

test('a builder that is killed blocks nobody and its half is not used', async () => {
  const program = `
    import { writeFileSync } from 'node:fs';
    const { artefact } = await import(${JSON.stringify(join(import.meta.dirname, 'artefact.ts'))});
    await artefact({ name: 'killed', files: [], values: [], build: async (folder) => {
      writeFileSync(folder + '/half', '');
      console.log('building');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    } });`;
  const tsx = import.meta.resolve('tsx');
  const builder = spawn(
    process.execPath,
    ['--import', tsx, '--input-type=module', '--eval', program],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(builder.stdout, 'data');
  const folder = artefact({
    name: 'killed',
    files: [],
    values: [],
    build: async (target) => writeFileSync(join(target, 'whole'), ''),
  });
  builder.kill('SIGKILL');
  assert.deepEqual(readdirSync(await folder), ['whole']);
});

test('what nobody has used for long goes when its successor is made', async () => {
  const recipe = (name: string, value: string) => ({
    name,
    files: [],
    values: [value],
    build: async () => undefined,
  });
  const old = await artefact(recipe('kernel-6.1', 'old'));
  const stillUsed = await artefact(recipe('kernel-6.1', 'still used'));
  const other = await artefact(recipe('kernel-6.12', 'old'));
  for (const folder of [old, stillUsed, other]) utimesSync(folder, new Date(0), new Date(0));
  await artefact(recipe('kernel-6.1', 'still used'));
  await artefact(recipe('kernel-6.1', 'new'));
  assert.deepEqual(
    [old, stillUsed, other].map((folder) => existsSync(folder)),
    [false, true, true],
  );
});

test('the name changes with the files and values of the recipe', () => {
  const file = join(scratch, 'input');
  writeFileSync(file, 'one');
  const first = recipeHash({ files: [file], values: ['x'] });
  assert.equal(recipeHash({ files: [file], values: ['x'] }), first);
  assert.notEqual(recipeHash({ files: [file], values: ['y'] }), first);
  writeFileSync(file, 'two');
  assert.notEqual(recipeHash({ files: [file], values: ['x'] }), first);
  assert.match(first, /^[0-9a-f]{12}$/);
});
