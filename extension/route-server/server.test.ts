import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ServerBench } from './testing/server-bench.ts';

let folder: string;
const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'http-trace-routes-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const app = `const express = require('express');
const books = require('./books');
const app = express();
app.use('/books', books);
`;
const books = `const router = require('express').Router();
router.get('/:id', (request, response) => response.send());
module.exports = router;
`;

test('the server follows edits, files that come and go, and prefixes of other files', async () => {
  await writeFile(join(folder, 'app.js'), app);
  await writeFile(join(folder, 'books.js'), books);
  await using bench = await ServerBench.start();
  const { connection } = bench;
  const [appUri, booksUri] = [uriOf('app.js'), uriOf('books.js')];
  const { read } = await bench.index([appUri, booksUri, uriOf('gone.js')]);
  assert.equal(read, 2);
  assert.deepEqual(bench.routesOf(booksUri), ['GET /books/{id}']);

  // A version of the past beside the file is no part of the program.
  const beside = 'review:/shop/app.js';
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: {
      uri: beside,
      languageId: 'javascript',
      version: 1,
      text: "require('express')().get('/past', () => 1);",
    },
  });
  let told = bench.next();
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri: appUri, languageId: 'javascript', version: 1, text: app },
  });
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: appUri, version: 2 },
    contentChanges: [{ text: app.replace("'/books'", "'/shelf'") }],
  });
  await told;
  assert.deepEqual(bench.routesOf(booksUri), ['GET /shelf/{id}'], 'unsaved text counts');

  told = bench.next();
  await connection.sendNotification('textDocument/didClose', { textDocument: { uri: appUri } });
  await told;
  assert.deepEqual(bench.routesOf(booksUri), ['GET /books/{id}'], 'as on disk again');

  told = bench.next();
  await writeFile(join(folder, 'late.js'), "require('express')().put('/late', () => 1);");
  await connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [
      { uri: uriOf('late.js'), type: 1 },
      { uri: uriOf('node_modules/x/late.js'), type: 1 },
      { uri: appUri, type: 3 },
    ],
  });
  await told;
  assert.deepEqual(bench.routesOf(uriOf('late.js')), ['PUT /late']);
  assert.deepEqual(bench.routesOf(booksUri), ['GET /{id}'], 'nobody mounts it any more');
  assert.deepEqual([...bench.found.keys()].sort(), [booksUri, uriOf('late.js')]);
});

test('files that are not on this machine are asked of the client', async () => {
  await using bench = await ServerBench.start();
  const uri = 'vscode-vfs://github/shop/app.js';
  bench.elsewhere.set(uri, "require('express')().get('/far', () => 1);");
  await bench.index([uri, 'vscode-vfs://github/shop/unreadable.js']);
  assert.deepEqual(bench.routesOf(uri), ['GET /far']);
});

test('what is no source file is left out, and nothing of it is waited for', async () => {
  await using bench = await ServerBench.start();
  const big = `${app}${'// generated\n'.repeat(400_000)}`;
  await writeFile(join(folder, 'big.js'), big);
  await writeFile(join(folder, 'bundle.js'), `${app}${'f(1);'.repeat(100_000)}`);
  await writeFile(join(folder, 'good.js'), "require('express')().get('/good', () => 1);");
  await symlink('round.js', join(folder, 'round.js'));
  await symlink('.', join(folder, 'loop'));
  execFileSync('mkfifo', [join(folder, 'pipe.js')]);
  const names = [
    'big.js',
    'bundle.js',
    'good.js',
    'round.js',
    'pipe.js',
    'loop',
    'loop/loop/good.js',
  ];
  await bench.index(names.map(uriOf));
  assert.deepEqual([...bench.found.keys()].sort(), [uriOf('good.js'), uriOf('loop/loop/good.js')]);
  assert.equal(bench.logged.length, 2, bench.logged.join('\n'));
  assert.ok(bench.logged.some((line) => /big\.js is left out, as its 5\.2 MB/.test(line)));
  assert.ok(bench.logged.some((line) => /bundle\.js is left out, as it is minified/.test(line)));
});
