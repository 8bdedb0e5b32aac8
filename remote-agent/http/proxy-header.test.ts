import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Endpoint } from '../protocol/exchange.ts';
import { proxyBinary, proxySignature } from '../testing/proxy-headers.ts';
import { proxyHeaderBytes, readProxyHeader } from './proxy-header.ts';

const request = 'GET / HTTP/1.1\r\n\r\n';

const text = (line: string) => Buffer.from(line, 'latin1');

function addresses(source: Endpoint, destination: Endpoint) {
  return { source, destination };
}

const ipv4 = addresses({ address: '192.0.2.1', port: 56_324 }, { address: '192.0.2.2', port: 443 });
const ipv6 = addresses({ address: '2001:db8::1', port: 1 }, { address: '::1', port: 65_535 });
const unix = addresses(
  { address: '@client', port: 0, kind: 'unix' },
  { address: '/run/web.sock', port: 0, kind: 'unix' },
);
const binaryIpv4 = Buffer.from('c0000201c0000202dc0401bb', 'hex');
const binaryIpv6 = Buffer.from(`20010db8${'0'.repeat(23)}1${'0'.repeat(31)}10001ffff`, 'hex');
const binaryUnix = Buffer.alloc(216);
binaryUnix.write('\0client', 0);
binaryUnix.write('/run/web.sock', 108);
const tlvs = Buffer.alloc(3000, 7);

const good: readonly (readonly [Buffer, ReturnType<typeof addresses> | null])[] = [
  [text('PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n'), ipv4],
  [text('PROXY TCP6 2001:db8::1 ::1 1 65535\r\n'), ipv6],
  [text('PROXY UNKNOWN\r\n'), null],
  [text(`PROXY UNKNOWN ${'f'.repeat(91)}\r\n`), null],
  [proxyBinary(0x21, 0x11, binaryIpv4), ipv4],
  [proxyBinary(0x21, 0x12, binaryIpv4), ipv4],
  [proxyBinary(0x21, 0x21, Buffer.concat([binaryIpv6, tlvs])), ipv6],
  [proxyBinary(0x21, 0x31, binaryUnix), unix],
  [proxyBinary(0x21, 0, tlvs), null],
  [proxyBinary(0x21, 0, Buffer.alloc(0)), null],
  // A health check of the proxy's own, whatever it holds.
  [proxyBinary(0x20, 0, Buffer.alloc(0)), null],
  [proxyBinary(0x20, 0x11, binaryIpv4), null],
  [proxyBinary(0x20, 0xff, tlvs), null],
];

test('both versions, every family: where it ends, and whose connection it is', () => {
  for (const [header, expected] of good) {
    const all = Buffer.concat([header, text(request)]);
    const verdict = { length: header.length, addresses: expected };
    assert.deepEqual(readProxyHeader(all), verdict);
    assert.deepEqual(readProxyHeader(all.subarray(0, proxyHeaderBytes)), verdict);
  }
});

test('of its first bytes each says that more are needed, until they tell', () => {
  for (const [header, expected] of good) {
    const needed = Math.min(header.length, proxyHeaderBytes);
    let told = false;
    for (let length = 0; length <= needed; length++) {
      const verdict = readProxyHeader(header.subarray(0, length));
      if (verdict === 'partial') assert.equal(told, false);
      else {
        told = true;
        assert.deepEqual(verdict, { length: header.length, addresses: expected });
      }
    }
    assert.ok(told);
  }
});

test('what is broken is no header, and neither is what is too long', () => {
  const lines = [
    'PROXY TCP4 192.0.2.1 192.0.2.2 56324\r\n',
    'PROXY TCP4 192.0.2.1  192.0.2.2 56324 443\r\n',
    'PROXY TCP4 192.0.2.1 192.0.2.2 56324 65536\r\n',
    'PROXY TCP4 192.0.2.1 192.0.2.256 1 2\r\n',
    'PROXY TCP4 ::1 ::1 1 2\r\n',
    'PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n',
    'PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n',
    'PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n',
    'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n\r\n',
    'PROXY UNKNOWNS\r\n',
    `PROXY UNKNOWN ${'f'.repeat(92)}\r\n`,
  ];
  const headers = [
    proxyBinary(0x11, 0x11, binaryIpv4),
    proxyBinary(0x22, 0x11, binaryIpv4),
    proxyBinary(0x21, 0x13, binaryIpv4),
    proxyBinary(0x21, 0x41, tlvs),
    proxyBinary(0x21, 0x11, binaryIpv4.subarray(1)),
    proxyBinary(0x21, 0x21, binaryIpv4),
    proxyBinary(0x21, 0x31, binaryUnix.subarray(1)),
  ];
  for (const header of [...lines.map(text), ...headers]) {
    const all = Buffer.concat([header, text(request)]);
    assert.equal(readProxyHeader(all), 'broken', JSON.stringify(header.toString('latin1')));
  }
});

test('what begins something else is told as such with the first byte that does', () => {
  for (const other of [
    'PROPFIND / HTTP/1.1',
    'PROXY / HTTP/1.1',
    'PROXY TCP5 ',
    'PRI * HTTP/2.0',
  ]) {
    for (let length = 1; length <= other.length; length++) {
      const begin = other.slice(0, length);
      const could = ['PROXY TCP4 ', 'PROXY TCP6 '].some((header) => header.startsWith(begin));
      assert.equal(readProxyHeader(text(begin)), could ? 'partial' : 'none', begin);
    }
  }
  assert.equal(readProxyHeader(text('\r\nGET / HTTP/1.1')), 'none');
  assert.equal(readProxyHeader(Buffer.concat([proxySignature.subarray(0, 11), text('x')])), 'none');
});
