import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { indexBench as bench, good } from '../testing/index-bench.ts';
import { grammarFolder } from './grammar-folder.ts';

test('what is too long, minified or binary is left out with a line in the log', async () => {
  const { index, log, routes, uris } = bench({
    'good.js': good,
    'long.js': good + '// more\n'.repeat(200_000),
    'minified.js': `${good}${'f(1);'.repeat(10_000)}`,
    'binary.js': `${good}\0\0\u0001`,
  });
  await index.replace(uris);
  assert.deepEqual(await routes(), ['GET /good']);
  assert.equal(log.length, 3);
  for (const reason of ['longer', 'minified', 'binary']) {
    assert.ok(
      log.some((line) => line.includes(reason)),
      log.join('\n'),
    );
  }
});

test('source that is being typed keeps the routes around the cursor', async () => {
  for (const typed of [
    "app.get('/ha",
    'app.get(',
    'app.',
    "app.use('/x', (",
    'function f( {',
    '`${',
  ]) {
    const { index, routes, uris } = bench({ 'a.js': `${good}${typed}\n` });
    await index.replace(uris);
    assert.ok((await routes()).includes('GET /good'), typed);
  }
});

/** Files of the fixtures, one of each language at least. */
const written = [
  ...['express/app.js', 'nest/books.controller.ts', 'next/app/page.tsx', 'django/shop/urls.py'],
  ...['chi/main.go', 'spring/BookController.java', 'rails/config/routes.rb'],
  ...['laravel/routes/web.php', 'aspnet/BooksController.cs', 'axum/src/main.rs'],
];
const fixtures = join(import.meta.dirname, '../../../test/fixtures/routes');

test('files of every language can be read however they are cut or damaged', async () => {
  const files: Record<string, string> = {};
  for (const name of written) {
    const source = readFileSync(join(fixtures, name), 'utf8');
    const at = (part: number) => Math.floor((source.length * part) / 16);
    for (let part = 1; part < 16; part += 1) {
      files[`cut${part}/${name}`] = source.slice(0, at(part));
      files[`tail${part}/${name}`] = source.slice(at(part));
      files[`hole${part}/${name}`] = source.slice(0, at(part)) + source.slice(at(part + 1));
      files[`mixed${part}/${name}`] = `${source.slice(at(part))}\u0001\ud800}])"'\`${source}`;
    }
  }
  const { index, log, routes, uris } = bench(files);
  await index.replace(uris);
  await routes();
  assert.deepEqual(log, []);
});

test('marks of encodings and line ends of others change nothing', async () => {
  for (const name of written) {
    const source = readFileSync(join(fixtures, name), 'utf8');
    const told: string[][] = [];
    for (const text of [source, `\ufeff${source}`, source.replaceAll('\n', '\r\n')]) {
      const { index, routes, uris } = bench({ [name]: text });
      await index.replace(uris);
      told.push(await routes());
    }
    assert.ok(told[0] && told[0].length > 0, name);
    assert.deepEqual(told[1], told[0], `${name} with a byte order mark`);
    assert.deepEqual(told[2], told[0], `${name} with carriage returns`);
  }
});

test('deep expressions and circles of names and mounts end', async () => {
  const { index, log, routes, uris } = bench({
    'deep.js': `${good}x = ${'['.repeat(5000)}${']'.repeat(5000)};\napp${"\n.use('/a')".repeat(3000)};`,
    'a.js':
      "const b = require('./b');\nconst r = require('express').Router();\nr.use('/a', b);\nr.get('/x', () => 1);\nmodule.exports = r;",
    'b.js':
      "const a = require('./a');\nconst r = require('express').Router();\nr.use('/b', a);\nr.get('/y', () => 1);\nmodule.exports = r;",
    'e.py':
      'from django.urls import include, path\nurlpatterns = [path("f/", include("f")), path("e/", view)]',
    'f.py':
      'from django.urls import include, path\nurlpatterns = [path("e/", include("e"))]\nurlpatterns += urlpatterns\nx = "{}".format(x) % x',
    'g.rb':
      'Rails.application.routes.draw do\nconcern :a do\nconcerns :b\nget "x"\nend\nconcern :b do\nconcerns :a\nend\nconcerns :a\nend',
    'h.cs':
      '[Route("h")]\npublic class HController : IController { [HttpGet] public int H() => 1; }\npublic class IController : HController {}\n[HttpGet("x")] public class JController : JController { [HttpGet("j")] public int J() => 1; }',
    'k.ts':
      "import { RouterModule } from '@nestjs/core';\nconst tree = [{ path: 'x', children: tree }, tree];\nRouterModule.register(tree);\n@Controller('k')\nclass K { @Get() k() {} }",
    'c.js':
      "const d = e; const e = d; const app = require('express')(); app.use(d); app.get(d, e);",
  });
  await index.replace(uris);
  const found = await routes();
  assert.ok(found.includes('GET /good'));
  assert.ok(
    found.some((route) => route.endsWith('/x')),
    found.join('\n'),
  );
  assert.deepEqual(log, []);
});

test('a grammar that cannot be loaded is told once, and other languages go on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-grammars-'));
  try {
    for (const name of await readdir(grammarFolder)) {
      if (name.includes('python')) await writeFile(join(folder, name), 'no grammar');
      else if (name.endsWith('.wasm')) await symlink(join(grammarFolder, name), join(folder, name));
    }
    const python =
      'from flask import Flask\napp = Flask(__name__)\n@app.get("/b")\ndef b(): pass\n';
    const { index, log, routes, uris } = bench(
      { 'a.py': python, 'b.py': python, 'c.js': good },
      folder,
    );
    await index.replace(uris);
    assert.deepEqual(await routes(), ['GET /good']);
    assert.equal(log.length, 1, log.join('\n'));
    assert.match(log[0] ?? '', /No routes in python: its grammar could not be loaded/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('without any grammar there are no routes, and one line a language says so', async () => {
  const { index, log, routes, uris } = bench({ 'a.js': good, 'b.js': good }, '/nowhere');
  await index.replace(uris);
  assert.deepEqual(await routes(), []);
  assert.equal(log.length, 1, log.join('\n'));
  assert.match(log[0] ?? '', /grammar could not be loaded/);
});

test('a file that takes too long is left out with a line in the log', async () => {
  const endless = `${good}${'x = a ? b < c > (d) : <e>f</e> => ({ [g`${'.repeat(20)}\n`.repeat(
    1000,
  );
  const files = { 'endless.js': endless, 'good.js': good };
  const { index, log, routes, uris } = bench(files, grammarFolder, { fileTimeLimit: 20 });
  await index.replace(uris);
  assert.deepEqual(await routes(), ['GET /good']);
  assert.equal(log.length, 1, log.join('\n'));
  assert.match(log[0] ?? '', /endless\.js is left out, as it takes too long/);
});

test('a workspace of 50,000 files is read to its end, or until it is cancelled', async () => {
  const files: Record<string, string> = {};
  for (let at = 0; at < 50_000; at += 1) {
    files[`part${at % 500}/file${at}.js`] =
      at % 50 === 0 ? good.replace('good', `r${at}`) : 'f(1);\n';
  }
  const { index, log, routes, uris } = bench(files);
  await index.replace(uris);
  assert.equal((await routes()).length, 1000);
  assert.deepEqual(index.counts, { files: 1000, known: 50_000 });
  const abort = new AbortController();
  const again = index.replace(uris, abort.signal);
  abort.abort();
  await again;
  assert.ok(index.counts.files < 100);
  assert.deepEqual(log, []);
});
