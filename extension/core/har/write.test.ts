import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { decodeBody } from '../exchange/decode-body.ts';
import { plainExchange } from '../testing/exchange.ts';
import { harDocument, harEntry } from './entry.ts';
import { importExchanges } from './import.ts';
import { joined, writeWhole } from './whole-file.ts';
import { exchangeLines, harPieces } from './write.ts';

async function folder(context: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'write-whole-'));
  context.after(() => rm(path, { recursive: true }));
  return path;
}

const items = ['e1', 'e2', 'e3'].map((id) => ({
  exchange: plainExchange({ id, responseBody: 'grün' }),
  ...{ tracedHost: 'web-1', note: '' },
}));

test('a document written in pieces is the document', async (context) => {
  const path = join(await folder(context), 'a.har');
  for (const some of [items, items.slice(0, 1), []]) {
    await writeWhole(path, harPieces(some, decodeBody, '1'));
    const entries = some.map(({ exchange, ...beside }) => harEntry(exchange, decodeBody, beside));
    const text = await readFile(path, 'utf8');
    assert.equal(text, JSON.stringify(harDocument(entries, '1')));
    assert.equal(Buffer.from(await joined(harPieces(some, decodeBody, '1'))).toString(), text);
  }
});

test('pieces are written as they come, while others have their turn', async (context) => {
  const place = await folder(context);
  const exchange = plainExchange({ responseBody: Buffer.alloc(1_500_000) });
  let turns = 0;
  const ticking = setInterval(() => {
    turns += 1;
  });
  const behind: number[] = [];
  const told = function* () {
    for (let made = 0; made < 30; made += 1) {
      const written = readdirSync(place).map((name) => statSync(join(place, name)).size);
      behind.push(made * 2_000_000 - (written[0] ?? 0));
      yield { exchange, tracedHost: '', note: '' };
    }
  };
  const path = join(place, 'a.ndjson');
  await writeWhole(path, exchangeLines(told()));
  clearInterval(ticking);
  // All of it as one string is what a long trace has no room for.
  assert.ok(Math.max(...behind) <= 2_000_000, String(behind));
  assert.ok(turns > 3, String(turns));
  assert.equal(importExchanges(await readFile(path)).length, 30);
});

test('a file that cannot be written whole leaves the one that was there', async (context) => {
  const place = await folder(context);
  const path = join(place, 'a.har');
  await writeFile(path, 'before');
  const failing = function* () {
    yield 'x'.repeat(2_000_000);
    throw new Error('no more');
  };
  await assert.rejects(writeWhole(path, failing()), /no more/);
  await assert.rejects(writeWhole(join(place, 'none', 'a.har'), ['x']), { code: 'ENOENT' });
  assert.deepEqual([await readdir(place), await readFile(path, 'utf8')], [['a.har'], 'before']);
  const link = join(place, 'link');
  await symlink(path, link);
  await writeWhole(link, ['after']);
  assert.deepEqual([await readlink(link), await readFile(path, 'utf8')], [path, 'after']);
});
