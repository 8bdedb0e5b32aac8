import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replaceTokens } from './tokens.ts';

test('private keys as a whole, whatever their headers', () => {
  const key = (label: string, body: string) =>
    `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----`;
  const encrypted = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A\n\nMIISECRET';
  const keys = [
    key('PRIVATE KEY', 'MII-SECRET'),
    key('RSA PRIVATE KEY', encrypted),
    key('OPENSSH PRIVATE KEY', 'SECRET'),
    key('PGP PRIVATE KEY BLOCK', 'Version: 1\n\nSECRET'),
    JSON.stringify(key('EC PRIVATE KEY', 'SECRET')).slice(1, -1),
  ];
  for (const text of keys) {
    assert.equal(replaceTokens(`a ${text} b ${text}\nc`), 'a [redacted] b [redacted]\nc');
    const cut = replaceTokens(text.slice(0, -10));
    assert.equal(cut, '[redacted]');
  }
  const open = key('CERTIFICATE', 'MII') + key('PUBLIC KEY', 'MII');
  assert.equal(replaceTokens(open), open);
  const before = process.cpuUsage();
  for (const odd of ['-----BEGIN ', '-----BEGIN PRIVATE KEY', '-----BEGIN PRIVATE KEY-----'])
    replaceTokens(odd.repeat(40_000));
  replaceTokens(`-----BEGIN ${'A'.repeat(1_000_000)}`);
  assert.ok(process.cpuUsage(before).user < 1_000_000);
});
