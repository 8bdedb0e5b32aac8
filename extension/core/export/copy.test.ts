import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { RequestMessage, ResponseMessage } from '../../../remote-agent/protocol/exchange.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { plainExchange } from '../testing/exchange.ts';
import { copyAs } from './copy.ts';
import { markdownBlock, markdownCode } from './quote.ts';

const decode = ({ body }: RequestMessage | ResponseMessage) =>
  body === undefined ? undefined : Buffer.from(body, 'base64');

/** The words, and the standard input, that a program gets when the text is pasted into bash. */
function pasted(text: string, program: string): { words: string[]; input: Buffer } {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
  assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f\u202e]/, 'nothing that a terminal obeys');
  const script = `${program}() { printf '%s\\0' "$@"; printf '\\1'; if [ "$PIPED" ]; then cat; fi; }\n${text}\n`;
  const piped = / \| (curl|http) /.test(text) ? '1' : '';
  const env = { PATH: process.env['PATH'] ?? '', PIPED: piped, LC_ALL: 'C.UTF-8' };
  const output = execFileSync('bash', ['--norc', '-c', script], { env });
  const end = output.lastIndexOf('\0\x01');
  return {
    words: output.subarray(0, end).toString('utf8').split('\0'),
    input: output.subarray(end + 2),
  };
}

const evil = `'; rm -rf / #$(id)\`id\`"\\\n\x1b[201~\u202E é`;

const evilInUrl = `';%20rm%20-rf%20/%20%23$(id)\`id\`"\\%0A%1B[201~%E2%80%AE%20%E9`;

test('what a host sends stays one word of the shell', () => {
  const exchange = plainExchange({
    method: 'POST',
    target: `/a?q=${evil}`,
    headers: [
      ['X-Evil', evil],
      ['@file', 'read me'],
      ['X-Empty', ''],
      ['X-At', '@/etc/passwd'],
      ['Content-Length', '5'],
      ['Content-Type', 'text/plain'],
    ],
    requestBody: evil,
  });
  const url = `http://shop.test/a?q=${evilInUrl}`;
  assert.deepEqual(pasted(copyAs('curl', exchange, decode), 'curl').words, [
    ...['--url', url, '--globoff', '--request-target', `/a?q=${evil}`],
    ...['--header', `X-Evil: ${evil}`, '--header', 'X-Empty;', '--header', 'X-At: @/etc/passwd'],
    ...['--header', 'Content-Type: text/plain', '--data-raw', evil],
  ]);
  assert.deepEqual(pasted(copyAs('httpie', exchange, decode), 'http').words, [
    ...['--ignore-stdin', '--raw', evil, 'POST', url],
    ...[`X-Evil:${evil}`, 'X-Empty;', 'X-At:\\@/etc/passwd', 'Content-Type:text/plain'],
  ]);
});

test('bytes that are no text go through a pipe; what is missing is said', () => {
  const bytes = Uint8Array.of(0, 255, 1, 10);
  const exchange = plainExchange({ method: 'PUT', requestBody: bytes });
  const { words, input } = pasted(copyAs('curl', exchange, decode), 'curl');
  assert.deepEqual([...input], [...bytes]);
  assert.deepEqual(words.slice(2), [
    ...['--request', 'PUT', '--header', 'Content-Type:', '--data-binary', '@-'],
  ]);
  const cut = { ...exchange, request: { ...exchange.request, bodyBytes: 9000 } };
  assert.match(copyAs('curl', cut, decode), /^# Only the beginning of its body of 9000 bytes/);
});

test('a coding is left out where the body is without it, and stays where nobody can undo it', () => {
  const coded = (coding: string, requestBody: Uint8Array) =>
    copyAs(
      'curl',
      plainExchange({ method: 'PUT', requestBody, headers: [['Content-Encoding', coding]] }),
      decodeBody,
    );
  const plain = coded('gzip', gzipSync('hello'));
  assert.match(plain, /--data-raw hello$/);
  assert.doesNotMatch(plain, /Content-Encoding/);
  const kept = coded('dcb', Buffer.of(255, 68, 67, 66, 0, 1));
  assert.match(kept, /--header 'Content-Encoding: dcb'/);
});

test('what was replaced is said, wherever it is', () => {
  const exchange = plainExchange({
    ...{ method: 'POST', target: '/a?token=[redacted]', requestBody: '{"password":"[redacted]"}' },
    headers: [
      ['Authorization', 'Bearer [redacted]'],
      ['X-A', 'b'],
      ['authorization', '[redacted]'],
    ],
  });
  for (const bodyBytes of [9, 25, 52]) {
    const content = { kind: 'json', secrets: 1 } as const;
    const secret = { ...exchange, request: { ...exchange.request, bodyBytes, content } };
    for (const [format, sign] of [
      ['curl', '#'],
      ['httpie', '#'],
      ['fetch', '//'],
    ] as const) {
      assert.deepEqual(copyAs(format, secret, decode).split('\n').slice(0, 3), [
        `${sign} Secrets in its body were replaced.`,
        `${sign} A secret in its target was replaced.`,
        `${sign} Secrets in its headers were replaced: Authorization, authorization.`,
      ]);
    }
    assert.match(copyAs('markdown', secret, decode), /\(Secrets in its body were replaced\.\)/);
  }
});

test('a pasted fetch sends what was sent', async () => {
  const exchange = plainExchange({
    ...{ method: 'POST', target: `/${evil}`, requestBody: evil },
    headers: [
      ['X-Evil', `${evil}</script>`],
      ['Content-Type', 'text/plain'],
    ],
  });
  const text = copyAs('fetch', exchange, decode);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
  assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\u202e]|<\/script/);
  assert.deepEqual(await called(text), [
    `http://shop.test/${evilInUrl}`,
    { method: 'POST', headers: exchange.request.headers, body: evil },
  ]);
});

test('fetch gives a body no type of its own, and says what it cannot send', async () => {
  const untyped = plainExchange({ method: 'POST', requestBody: 'grün' });
  const [, { body }] = (await called(copyAs('fetch', untyped, decode))) as [string, RequestInit];
  assert.deepEqual(Buffer.from(body as Uint8Array), Buffer.from('grün'));
  const refused = copyAs('fetch', plainExchange({ target: '/_search', requestBody: '{}' }), decode);
  assert.match(refused, /^\/\/ It had a body, which fetch does not send with GET\.\n/);
  const [url, init] = await called(refused);
  assert.doesNotThrow(() => new Request(url as string, init as RequestInit));
  const dots = copyAs('fetch', plainExchange({ target: '/a/../b' }), decode);
  assert.match(dots, /^\/\/ The dots in its path, which fetch resolves, were sent as they are\.\n/);
});

/** What a pasted call of `fetch` is given. */
async function called(text: string): Promise<unknown[]> {
  let given: unknown[] = [];
  const fetch = (...all: unknown[]) => {
    given = all;
  };
  await new Function('fetch', `return (async () => { ${text} })()`)(fetch);
  return given;
}

test('Markdown cannot be left', () => {
  const content = 'a\n```\n# title\n````\n<script>';
  const lines = markdownBlock(content).split('\n');
  assert.equal(lines[0], '`````');
  assert.equal(lines.at(-1), '`````');
  assert.equal(markdownCode('a `` b\n# c'), '``` a `` b # c ```');
  const text = copyAs('markdown', plainExchange({ responseBody: '{"a":1}' }), decode);
  assert.match(text, /^\*\*`GET http:\/\/shop\.test\/`\*\* → `200 OK`, 21\.0 ms/);
  assert.match(text, /\{\n {2}"a": 1\n\}/);
});
