import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root } from '../../build/paths.ts';
import { mustRun } from '../../build/program.ts';

const NONE = '0';
const OPEN = '1';
const HTTP = '2';
const PROXIED = '3';

/** https://www.iana.org/assignments/http-methods, and QUERY. */
const methods =
  `ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT COPY DELETE GET HEAD LABEL LINK LOCK MERGE
  MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH POST PROPFIND PROPPATCH
  PUT QUERY REBIND REPORT SEARCH TRACE UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF
  VERSION-CONTROL`.split(/\s+/);

describe('classify()', () => {
  let folder: string;
  let driver: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'http-trace-classify-'));
    driver = join(folder, 'driver');
    // Undefined behaviour ends it; so does a read beyond what is promised, by the page after it.
    const checks = ['-fsanitize=undefined,bounds', '-fsanitize-trap=undefined,bounds'];
    const warnings = ['-Wall', '-Wextra', '-Werror'];
    const source = join(root, 'test/bpf/classify-driver.c');
    await mustRun('clang', ['-O1', '-g', ...warnings, ...checks, source, '-o', driver]);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** For each case the verdict on each of its prefixes, the empty one first. */
  function verdicts(cases: readonly (string | Buffer)[]): string[] {
    const parts = cases.flatMap((bytes) => {
      const content = Buffer.from(bytes as string, 'latin1');
      const length = Buffer.alloc(4);
      length.writeUInt32LE(content.length);
      return [length, content];
    });
    const { status, signal, stdout, stderr } = spawnSync(driver, { input: Buffer.concat(parts) });
    assert.deepEqual([status, signal], [0, null], stderr.toString());
    const lines = stdout.toString().trimEnd().split('\n');
    assert.equal(lines.length, cases.length);
    return lines;
  }

  /** Undecided for as long as bytes may still decide it, then the same whatever follows. */
  function decides(cases: readonly string[], verdict: string): void {
    for (const [i, line] of verdicts(cases).entries()) {
      assert.match(line, new RegExp(`^${OPEN}+${verdict}+$`), JSON.stringify(cases[i]));
    }
  }

  test('requests with every registered method', () => {
    const targets = [
      '/',
      '/path?query=1 HTTP/1.1\r\n',
      '* HTTP/1.1\r\n',
      'http://host/ HTTP/1.1\r\n',
    ];
    for (const target of targets) {
      const cases = methods.map((method) => `${method} ${target}`);
      decides(cases, HTTP);
      // Neither the method alone nor the blank after it tells.
      for (const [i, line] of verdicts(cases).entries()) {
        const open = line.lastIndexOf(OPEN);
        assert.ok(open >= (methods[i]?.length ?? 0) + 1, cases[i]);
      }
    }
  });

  test('methods that nobody registered, and lower case', () => {
    decides(
      ['PURGE /x HTTP/1.1', 'get / HTTP/1.1', 'FOO_BAR / HTTP/1.1', 'M-SEARCH * HTTP/1.1'],
      HTTP,
    );
    decides([`${'A'.repeat(20)} / HTTP/1.1`], HTTP);
    decides(
      [`${'A'.repeat(21)} / HTTP/1.1`, 'A'.repeat(100), 'GE / HTTP/1.1', ' / HTTP/1.1'],
      NONE,
    );
  });

  test('a target that is not a path', () => {
    decides(['CONNECT example.org:443 HTTP/1.1', 'CONNECT [::1]:443 HTTP/1.1'], HTTP);
    decides(['GET HTTP://HOST/ HTTP/1.1', 'GET https://host/ HTTP/1.1'], HTTP);
    decides(['GET path HTTP/1.1', 'GET help', 'OPTIONS sip:bob@example.org SIP/2.0'], NONE);
  });

  test('status lines', () => {
    decides(['HTTP/1.1 200 OK\r\n', 'HTTP/1.0 404 Not Found', 'HTTP/2'], HTTP);
    decides(['HTTX/1.1 200', 'HTTPS/1.1', 'RTSP/1.0 200 OK', 'SIP/2.0 200 OK', 'H/'], NONE);
  });

  test('the HTTP/2 preface', () => {
    decides(['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], HTTP);
    // What a server may send first: its SETTINGS, with and without content.
    decides([`\0\0\x12\x04${'\0'.repeat(5)}\0\x03\0\0\0\x64`, `\0\0\0\x04${'\0'.repeat(5)}`], HTTP);
    decides(['\0'.repeat(40), `\0\0\x12\x04\x01${'\0'.repeat(9)}`], NONE);
  });

  test('empty lines before a request', () => {
    for (const blank of ['\r\n', '\n', '\r\n\r\n', '\n\n\n\n']) {
      const lines = ['GET / HTTP/1.1', 'CONNECT a:1', 'GET http://a/', 'BASELINE-CONTROL / H'];
      decides(
        lines.map((line) => blank + line),
        HTTP,
      );
      decides([`${blank}220 mail ready`, `${blank}\x16\x03\x01`, `${blank}GE / H`], NONE);
    }
    decides(
      [
        `${'\r\n'.repeat(3)}GET / HTTP/1.1`,
        `\r\n\r\n${'A'.repeat(20)} /`,
        ' \r\nGET / HTTP/1.1',
        'GET\r\n / HTTP/1.1',
      ],
      NONE,
    );
  });

  test('the PROXY protocol', () => {
    const addresses = '192.0.2.1 192.0.2.2 1 2\r\n';
    const lines = ['TCP4 ', 'TCP6 ', 'UNKNOWN\r\n'].map((family) => `PROXY ${family}${addresses}`);
    const signature = '\r\n\r\n\0\r\nQUIT\n';
    decides([...lines, `${signature}\x21\x11\0\x0c`, `${signature}\x20\0\0\0`], PROXIED);
    // A method that nobody registered, and what is nearly a header.
    decides(['PROXY / HTTP/1.1', 'PROXY * HTTP/1.1'], HTTP);
    decides(['PROXY SCTP', 'proxy TCP4', 'PROXI TCP4', 'PROXY\tTCP4', '\r\nPROXY TCP4'], NONE);
    const near = Array.from({ length: 12 }, (_, at) => {
      const bytes = Buffer.from(`${signature}\x21\x11\0\x0c`, 'latin1');
      bytes[at] = 0x40;
      return bytes.toString('latin1');
    });
    decides(near, NONE);
    decides([`\n\r\n\n\0\r\nQUIT\n`, `\n\n\0\r\nQUIT\n\n\n`], NONE);
  });

  test('other protocols', () => {
    const others = {
      SMTP: '220 mail.example.org ESMTP Postfix\r\n',
      'SMTP client': 'EHLO client.example.org\r\n',
      FTP: '220-Welcome\r\n',
      POP3: '+OK ready\r\n',
      IMAP: '* OK IMAP4rev1 ready\r\n',
      SSH: 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n',
      Redis: '*1\r\n$4\r\nPING\r\n',
      'Redis inline': 'PING\r\n',
      'TLS 1.3': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      PostgreSQL: '\x00\x00\x00\x54\x00\x03\x00\x00user\x00postgres\x00',
      'PostgreSQL, TLS asked for': '\x00\x00\x00\x08\x04\xd2\x16\x2f',
      MySQL: 'J\x00\x00\x00\x0a8.0.36\x00',
      'memcached binary': '\x80\x00\x00\x03',
      'memcached text': 'get key\r\n',
      'memcached, storing': 'set key 0 0 5\r\nvalue\r\n',
      MongoDB: '\x3f\x00\x00\x00\x01\x00\x00\x00',
      AMQP: 'AMQP\x00\x00\x09\x01',
      MQTT: '\x10\x0c\x00\x04MQTT\x04\x02',
      Kafka: '\x00\x00\x00\x2a\x00\x12\x00\x03',
      NATS: 'INFO {"server_id":"N"}\r\n',
      STOMP: 'CONNECT\naccept-version:1.2\n',
      IRC: 'NICK somebody\r\n',
      VNC: 'RFB 003.008\n',
      LDAP: '0\x0c\x02\x01\x01`\x07',
      RDP: '\x03\x00\x00\x13\x0e',
      XMPP: "<?xml version='1.0'?>",
      git: '0032git-upload-pack /project.git\x00',
      BitTorrent: '\x13BitTorrent protocol',
    };
    decides(Object.values(others), NONE);
  });

  test('random bytes: a verdict is never taken back, and none is given without a reason', () => {
    let state = 1;
    const random = (limit: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % limit;
    };
    // Bytes that come near to HTTP, and any.
    const near = 'GETHP/ *htpCONabz-_\r\n\x00\xff0:';
    const cases = Array.from({ length: 20_000 }, (_, i) =>
      Array.from({ length: random(40) }, () =>
        i % 4 === 0 ? String.fromCharCode(random(256)) : (near[random(near.length)] ?? ''),
      ).join(''),
    );
    const plausible =
      /^([\r\n]{0,4})(HTTP\/|[A-Za-z_-]{3,20} [/*]|[A-Za-z_-]{3,20} [Hh][Tt]|CONN[A-Za-z_-]{3} )/;
    const possible =
      /^([\r\n]{0,4}([A-Za-z_-]{0,20}|[A-Za-z_-]{3,20} [Hh]?)|[\r\n]{4}\0[\s\S]{0,6}|\0(\0[\s\S]?)?)$/;
    for (const [i, line] of verdicts(cases).entries()) {
      const text = cases[i] ?? '';
      assert.match(line, /^1+(0*|2*)$/, JSON.stringify(text));
      const verdict = line.at(-1);
      if (verdict === HTTP) assert.match(text, plausible);
      else assert.doesNotMatch(text, /^[A-Za-z_-]{3,20} \//, JSON.stringify(text));
      if (verdict === OPEN) assert.match(text, possible, JSON.stringify(text));
    }
  });
});
