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

test('credentials that are known by what they look like, and what looks nearly like them', () => {
  const digits = '0123456789';
  const letters = 'abcdefghijKLMNOPQRST';
  const tokens = [
    `npm_${letters}${digits}abcdef`,
    `AIzaSy${letters}${digits}abc`,
    `sk-proj-${letters}${digits}`,
    `sk-${letters}-_${digits}`,
    `SG.${letters}.${letters}${digits}`,
    `hvs.${letters}${digits}`,
    `dop_v1_${digits.repeat(6)}abcd`,
    `xapp-1-A0-1-${letters}`,
    `glpat-${letters}`,
    `ghp_${letters}${digits}`,
  ];
  for (const token of tokens) {
    assert.equal(replaceTokens(`{"a":"${token}","b":"c"}`), '{"a":"[redacted]","b":"c"}');
    assert.equal(replaceTokens(token), '[redacted]');
  }
  const open = [
    'sk-loading-spinner-of-the-page-2',
    'task-0123456789ABCDEFGHIJKLMN',
    'npm_config_registry_of_the_package_x',
    'SG.a.b',
    'hvs.short',
  ];
  for (const text of open) assert.equal(replaceTokens(text), text);
});
