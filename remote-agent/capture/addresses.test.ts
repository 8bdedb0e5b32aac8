import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4, formatIpv6 } from './addresses.ts';

test('IPv4', () => {
  assert.equal(formatIpv4(Buffer.from([192, 168, 0, 255, 1, 2])), '192.168.0.255');
});

test('IPv6 as RFC 5952 writes it', () => {
  const cases: Readonly<Record<string, string>> = {
    '00000000000000000000000000000000': '::',
    '00000000000000000000000000000001': '::1',
    '20010db8000000000000000000000001': '2001:db8::1',
    '20010db8000000010001000100010001': '2001:db8:0:1:1:1:1:1',
    '20010000000000010000000000000001': '2001:0:0:1::1',
    '20010db8000000000001000000000001': '2001:db8::1:0:0:1',
    fe80000000000000020000fffe000000: 'fe80::200:ff:fe00:0',
    '00010002000300040005000600070000': '1:2:3:4:5:6:7:0',
    '00010000000000000000000000000000': '1::',
    '00000000000000000000ffffc0a80001': '192.168.0.1',
  };
  for (const [hex, text] of Object.entries(cases)) {
    assert.equal(formatIpv6(Buffer.from(hex, 'hex')), text);
  }
});
