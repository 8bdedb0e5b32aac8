import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toAsciiJson } from '../json/ascii-json.ts';
import { AsciiWriter } from '../json/ascii-writer.ts';
import type { Exchange, RequestMessage, ResponseMessage, Timing } from '../protocol/exchange.ts';
import { writeExchange } from './exchange-json.ts';

/** With every member that there is, so that one that is not written is missed. */
type Full<Of> = { readonly [Name in keyof Required<Of>]: Exclude<Of[Name], undefined | null> };

const content = {
  ...{ kind: 'json', charset: 'utf-8', codings: ['gzip'], decodedBytes: 12, decoding: 'cut' },
  secrets: 1,
} satisfies Full<RequestMessage>['content'];
const bodies = {
  headers: [['Host', 'ex"ample']],
  trailers: [['Digest', 'é']],
  bodyBytes: 70_000,
  body: 'eA==',
  decodedBody: 'eQ==',
  content: content satisfies Full<typeof content>,
} satisfies Partial<ResponseMessage>;
const peer = {
  startMs: 1_795_740_446_123.25,
  requestEndMs: null,
  responseStartMs: null,
  endMs: 1_795_740_446_124.25,
};

const usual = {
  id: '12.34',
  connection: '12',
  side: 'server',
  protocol: 'HTTP/2',
  scheme: 'http',
  process: { pid: 7, name: 'nginx', command: 'nginx: worker', cwd: '/', container: { id: 'a1' } },
  peer: { process: { pid: 8, name: 'curl', command: '' } },
  local: { address: '127.0.0.1', port: 80 },
  remote: { address: '/run/a.sock', port: 0, kind: 'unix' },
  request: {
    ...{ method: 'POST', target: '/\u{1f600}', authority: 'example' },
    ...bodies,
  } satisfies Full<RequestMessage>,
  response: { status: 200, reason: 'OK', ...bodies } satisfies Full<ResponseMessage>,
  timing: {
    startMs: 1_795_740_446_123.25,
    requestEndMs: 1_795_740_446_123.501,
    responseStartMs: 1_795_740_446_123,
    endMs: 1_795_740_446_124.001,
    connectMs: 0.020_417,
    peer,
    requestInSocketMs: 0,
    responseInSocketMs: 12.5,
  } satisfies Full<Timing>,
  completeness: { state: 'gap', notes: [{ kind: 'joined' }] },
} satisfies Exchange;

const full: Full<Exchange> = {
  ...usual,
  trace: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', sampled: true },
  cause: { exchange: '11.1', by: 'thread' },
  messages: { protocol: 'grpc', fromClient: 1, fromServer: 0, items: [] },
  grpc: { service: 'a.B', method: 'C', status: null, statusName: '' },
  stream: { id: 5 },
  proxied: {
    source: { address: '192.0.2.1', port: 5 },
    destination: { address: '2001:db8::1', port: 80 },
  },
};

const bare: Exchange = {
  ...usual,
  request: { method: '', target: '', authority: '', headers: [], bodyBytes: 0 },
  response: null,
  timing: { startMs: 0, requestEndMs: 0.1 + 0.2, responseStartMs: null, endMs: null },
};

function written(exchange: Exchange): string {
  const writer = new AsciiWriter();
  writeExchange(writer, exchange);
  return writer.take().toString('latin1');
}

test('all members of an exchange are written, in their order, and those that are absent are not', () => {
  for (const exchange of [full, bare]) {
    const json = written(exchange);
    assert.match(json, /^[ -~]*$/);
    assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(exchange)));
  }
  assert.equal(
    JSON.stringify(JSON.parse(written(full))),
    JSON.stringify(full),
    'in the order of the protocol',
  );
});

test('an exchange is written as any other value would be', () => {
  const withoutTimes = { ...full, timing: { ...bare.timing, requestEndMs: 1 } };
  assert.equal(written(withoutTimes), toAsciiJson(withoutTimes).toString('latin1'));
});
