import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDeb822, parseOneLine, sourcesFor } from './apt-sources.ts';

const deb822 = `Types: deb deb-src
# an archive of long ago
URIs: http://mirror.test/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/a.gpg

Types: deb
URIs: http://mirror.test/debian-security
Suites: bookworm-security
Components: main contrib

Types: deb
Enabled: no
URIs: http://off.test/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://sources.test/debian
Suites: bookworm
Components: main
`;

test('reads the stanzas in use, without comments', () => {
  const archives = parseDeb822(deb822);
  assert.deepEqual(
    archives.map((archive) => archive.get('uris')),
    ['http://mirror.test/debian', 'http://mirror.test/debian-security'],
  );
  assert.equal(archives[0]?.get('signed-by'), '/usr/share/keyrings/a.gpg');
});

test('keeps a key that stands in the stanza itself', () => {
  const [archive] = parseDeb822('Types: deb\nSigned-By:\n -----BEGIN\n .\n abc\nSuites: x\n');
  assert.equal(archive?.get('signed-by'), '\n -----BEGIN\n .\n abc');
  assert.equal(archive?.get('suites'), 'x');
});

test('reads one-line sources with and without options', () => {
  const archives = parseOneLine(`
# deb http://commented.test/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] https://mirror.test/debian bookworm main contrib # why
deb-src https://mirror.test/debian bookworm main
deb http://security.test bookworm-security main`);
  assert.deepEqual(
    archives.map((archive) => [
      archive.get('uris'),
      archive.get('suites'),
      archive.get('components'),
    ]),
    [
      ['https://mirror.test/debian', 'bookworm', 'main contrib'],
      ['http://security.test', 'bookworm-security', 'main'],
    ],
  );
  assert.equal(archives[0]?.get('signed-by'), '/k.gpg');
});

test('takes each suite from the archive of its sort, with that archive’s key', () => {
  const text = sourcesFor(
    ['bullseye', 'bullseye-security', 'trixie-backports'],
    parseDeb822(deb822),
  );
  const stanzas = text.trim().split('\n\n');
  assert.equal(stanzas.length, 3);
  assert.match(stanzas[0] ?? '', /^Suites: bullseye$/m);
  assert.match(stanzas[0] ?? '', /^uris: http:\/\/mirror\.test\/debian$/m);
  assert.match(stanzas[0] ?? '', /^signed-by: \/usr\/share\/keyrings\/a\.gpg$/m);
  assert.match(stanzas[1] ?? '', /^uris: http:\/\/mirror\.test\/debian-security$/m);
  assert.match(stanzas[2] ?? '', /^Suites: trixie-backports$/m);
  // What was written can be read again.
  assert.equal(parseDeb822(text).length, 3);
});

test('says what is missing when there is no such archive', () => {
  assert.throws(
    () => sourcesFor(['bullseye-security'], parseDeb822('')),
    /no Debian security archive/,
  );
});
