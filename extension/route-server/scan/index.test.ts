import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameworks } from '../frameworks/frameworks.ts';
import { grammarFolder } from './grammar-folder.ts';
import { Grammars } from './grammars.ts';
import { RouteIndex } from './index.ts';

const good = "const app = require('express')();\napp.get('/good', () => 1);\n";

function bench(files: Readonly<Record<string, string>>, folder = grammarFolder) {
  const log: string[] = [];
  const say = (line: string) => log.push(line);
  const texts = new Map(Object.entries(files).map(([name, text]) => [`file:///w/${name}`, text]));
  const index = new RouteIndex({
    grammars: new Grammars(folder, say),
    frameworks,
    read: async (uri) => texts.get(uri) ?? null,
    log: say,
  });
  const routes = async () =>
    (await index.changes()).flatMap((file) =>
      file.routes.map(({ method, template }) => `${method} ${template}`),
    );
  return { index, log, texts, routes, uris: [...texts.keys()] };
}

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

test('every beginning of a file can be read', async () => {
  const source = `${good}app.use(\`/\${x}\`, require('./a').b(c, { d: [1, "e"] }));\nclass A { @B() c() {} }`;
  const files = Object.fromEntries(
    Array.from(source, (_, at) => [`a${at}.ts`, source.slice(0, at)]),
  );
  const { index, log, routes, uris } = bench(files);
  await index.replace(uris);
  await routes();
  assert.deepEqual(log, []);
});

test('deep expressions and circles of names and mounts end', async () => {
  const { index, log, routes, uris } = bench({
    'deep.js': `${good}x = ${'['.repeat(5000)}${']'.repeat(5000)};\napp${"\n.use('/a')".repeat(3000)};`,
    'a.js':
      "const b = require('./b');\nconst r = require('express').Router();\nr.use('/a', b);\nr.get('/x', () => 1);\nmodule.exports = r;",
    'b.js':
      "const a = require('./a');\nconst r = require('express').Router();\nr.use('/b', a);\nr.get('/y', () => 1);\nmodule.exports = r;",
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

test('ports of applications are read, from defaults too', async () => {
  const { index, uris } = bench({
    'a.js': `${good}const port = Number(process.env.PORT ?? 8080); app.listen(port);`,
    'b.js': "const f = require('fastify')(); f.get('/b', () => 1); f.listen({ port: 3000 });",
    'c.go':
      'package c\nimport "github.com/go-chi/chi/v5"\nimport "net/http"\nfunc main() {\nr := chi.NewRouter()\nr.Get("/c", h)\nhttp.ListenAndServe(":9000", r)\n}',
    'd.py':
      'from flask import Flask\napp = Flask(__name__)\n@app.get("/d")\ndef d(): pass\napp.run(port=int(os.environ.get("PORT", "5001")))',
    'e.js': good,
  });
  await index.replace(uris);
  const files = (await index.changes()).sort((a, b) => (a.uri < b.uri ? -1 : 1));
  const found = files.flatMap(({ routes }) => routes);
  assert.deepEqual(
    found.map(({ template, ports }) => [template, ...ports]),
    [['/good', 8080], ['/b', 3000], ['/c', 9000], ['/d', 5001], ['/good']],
  );
});

test('a grammar that cannot be loaded is told once, and other languages go on', async () => {
  const { index, log, routes, uris } = bench({ 'a.js': good, 'b.js': good }, '/nowhere');
  await index.replace(uris);
  assert.deepEqual(await routes(), []);
  assert.equal(log.length, 1, log.join('\n'));
  assert.match(log[0] ?? '', /grammar could not be loaded/);
});

test('what was found is told once, and again when it is another', async () => {
  const { index, texts, routes, uris } = bench({ 'a.js': good });
  await index.replace(uris);
  assert.deepEqual(await routes(), ['GET /good']);
  assert.deepEqual(await routes(), []);
  texts.set('file:///w/a.js', good.replace('/good', '/other'));
  await index.update('file:///w/a.js');
  assert.deepEqual(await routes(), ['GET /other']);
  index.remove('file:///w/a.js');
  assert.deepEqual(
    (await index.changes()).map((file) => [file.uri, file.routes.length]),
    [['file:///w/a.js', 0]],
  );
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

test('an edit in one language leaves the routes of the others as they are', async () => {
  const { index, texts, routes, uris } = bench({
    'a.js': good,
    'b.py': 'from flask import Flask\napp = Flask(__name__)\n@app.get("/b")\ndef b(): pass\n',
  });
  await index.replace(uris);
  assert.deepEqual((await routes()).sort(), ['GET /b', 'GET /good']);
  texts.set('file:///w/b.py', (texts.get('file:///w/b.py') ?? '').replace('/b', '/c'));
  await index.update('file:///w/b.py');
  assert.deepEqual(await routes(), ['GET /c']);
  index.remove('file:///w/b.py');
  assert.deepEqual(await routes(), []);
  await index.update('file:///w/a.js', good.replace('/good', '/other'));
  assert.deepEqual(await routes(), ['GET /other']);
});
