import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexBench as bench, good } from '../testing/index-bench.ts';
import { isReadable } from './entry.ts';

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

test('tests are left out by the names that they have in their languages', () => {
  const tests = [
    ...['api_test.go', 'app.test.js', 'app.spec.ts', 'test/app.e2e-spec.ts', '__tests__/app.tsx'],
    ...['test_views.py', 'views_test.py', 'conftest.py', 'src/test/java/shop/ApiTest.java'],
    ...['books_controller_spec.rb', 'books_controller_test.rb'],
  ];
  const others = [
    ...['api.go', 'contest.go', 'latest.js', 'spec.ts', 'test/app.js', 'testing.py', 'src/test.py'],
    ...['src/main/java/shop/ApiTest.java', 'latest.rb', 'application-test.yml'],
  ];
  for (const name of tests) assert.ok(!isReadable(`file:///w/${name}`), name);
  for (const name of others) assert.ok(isReadable(`file:///w/${name}`), name);
});
