import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestMessage, ResponseMessage } from '../../../remote-agent/protocol/exchange.ts';
import type { FiledExchange } from '../exchange/beside.ts';
import { ShapeError } from '../session/shape.ts';
import { TraceStore } from '../store/trace-store.ts';
import { plainExchange } from '../testing/exchange.ts';
import { harDocument, harEntry } from './entry.ts';
import { ImportError, importExchanges, mostBytes } from './import.ts';
import { takeIn } from './take-in.ts';
import { assertHar12 } from './testing/har-1-2.ts';
import { exchangeLines } from './write.ts';

const decode = ({ decodedBody, body }: RequestMessage | ResponseMessage) =>
  (decodedBody ?? body) === undefined
    ? undefined
    : Buffer.from(decodedBody ?? body ?? '', 'base64');
const bytes = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const linesOf = (items: Iterable<FiledExchange>) => [...exchangeLines(items)].join('');

const posted = plainExchange({
  ...{ method: 'POST', target: '/a?x=1&y=a=b', requestBody: 'c=1', responseBody: '{"ok":true}' },
  headers: [
    ['Host', 'shop.test'],
    ['Content-Type', 'text/plain'],
  ],
  responseHeaders: [['Content-Type', 'application/json']],
  more: { trace: { traceId: 'ab'.repeat(16) }, cause: { exchange: 'e0', by: 'thread' } },
});
const image = plainExchange({ id: 'e2', responseBody: Uint8Array.of(255, 0, 1) });
const unanswered = plainExchange({ id: 'e3', more: { response: null } });

test('an entry is what HAR 1.2 wants', () => {
  const entry = harEntry(posted, decode, { note: 'odd' });
  assert.equal(entry.startedDateTime, '2023-11-14T22:13:20.000Z');
  assert.deepEqual(entry.timings, {
    ...{ blocked: -1, dns: -1, connect: -1, ssl: -1 },
    ...{ send: 1.5, wait: 18.5, receive: 1 },
  });
  assert.equal(entry.time, 21);
  assert.equal(entry.request.url, 'http://shop.test/a?x=1&y=a=b');
  assert.deepEqual(entry.request.queryString, [
    { name: 'x', value: '1' },
    { name: 'y', value: 'a=b' },
  ]);
  assert.equal(entry.request.postData?.text, 'c=1');
  assert.deepEqual(entry.response.content, {
    ...{ size: 11, mimeType: 'application/json', text: '{"ok":true}' },
  });
  assert.equal(entry.comment, 'odd');
  assert.equal(harEntry(image, decode).response.content.encoding, 'base64');
});

test('whatever is exported is HAR 1.2 to the letter', () => {
  const odd = plainExchange({
    ...{ id: 'e4', method: '', target: '' },
    more: {
      local: { address: '/run/app.sock', port: 0, kind: 'unix' },
      timing: { startMs: Number.NaN, requestEndMs: 5, responseStartMs: 2, endMs: null },
    },
  });
  const v6 = plainExchange({
    ...{ id: 'e5', target: '//[x', headers: [] },
    more: { local: { address: '::1', port: 80 }, completeness: { state: 'joined', notes: [] } },
  });
  const all = [posted, image, unanswered, odd, v6];
  const har = harDocument(
    all.map((each) => harEntry(each, decode, { note: 'noted', tracedHost: 'web-1' })),
    '1',
  );
  const told = JSON.parse(JSON.stringify(har));
  assertHar12(told);
  const broken: readonly ((entry: Record<string, unknown>) => void)[] = [
    (entry) => delete entry['cache'],
    (entry) => Object.assign(entry, { time: 5000 }),
    (entry) => Object.assign(entry, { ours: 1 }),
    (entry) => Object.assign(entry, { startedDateTime: '14 November' }),
    (entry) => Object.assign(entry['request'] as object, { url: '/relative' }),
    (entry) => Object.assign(entry['response'] as object, { headersSize: '12' }),
  ];
  for (const break_ of broken) {
    const copy = structuredClone(told);
    break_(copy.log.entries[0]);
    assert.throws(() => assertHar12(copy), ShapeError, String(break_));
  }
});

test('what is exported comes back as it was, as HAR and as lines', () => {
  const all = [posted, image, unanswered];
  const har = harDocument(
    all.map((each) => harEntry(each, decode)),
    '1',
  );
  const unknown = all.map((exchange) => ({ exchange, tracedHost: '', note: '' }));
  assert.deepEqual(importExchanges(bytes(har)), unknown);
  assert.deepEqual(importExchanges(bytes(linesOf(unknown))), unknown);
  const one = { exchange: posted, tracedHost: 'dev@web-1:2222', note: 'odd' };
  const lines = linesOf([one]);
  assert.match(lines, /^\{"type":"exchange","tracedHost":"dev@web-1:2222","note":"odd","id":/);
  assert.deepEqual(importExchanges(bytes(lines)), [one]);
});

test('exchanges of several hosts come back as several hosts’, whatever the file calls them', () => {
  const told = [
    { id: 'c1.1', host: 'web-1' },
    { id: '2/c1.1', host: 'web-2', cause: '2/c1.0' },
    { id: '3/c1.1', host: 'web-1' },
    { id: 'c1.2', host: 'web-2' },
    { id: 'c1.3', host: 'web-1', cause: '2/c1.1' },
  ];
  const items = told.map(({ id, host, cause }) => ({
    exchange: plainExchange({
      id,
      more: {
        connection: id.replace(/\.\d$/, ''),
        ...(cause && { cause: { exchange: cause, by: 'thread' } }),
      },
    }),
    tracedHost: host,
    note: id === '2/c1.1' ? 'odd' : '',
  }));
  const entries = items.map(({ exchange, ...beside }) => harEntry(exchange, decode, beside));
  for (const file of [harDocument(entries, '1'), linesOf(items)]) {
    const store = new TraceStore({ maxExchanges: 10, maxConnections: 10, maxBytes: 1e6 });
    takeIn(store, importExchanges(bytes(file)));
    const { exchanges } = store;
    const held = Array.from({ length: exchanges.length }, (_, index) => {
      const { id, connection, cause } = exchanges.get(exchanges.first + index)?.exchange ?? {};
      return [id, connection, cause?.exchange, store.hostOf(id ?? '')];
    });
    assert.deepEqual(held, [
      ['c1.1', 'c1', undefined, 'web-1'],
      ['2/c1.1', '2/c1', '2/c1.0', 'web-2'],
      ['3/c1.1', '3/c1', undefined, 'web-1'],
      ['4/c1.2', '4/c1', undefined, 'web-2'],
      ['c1.3', 'c1', '1/2/c1.1', 'web-1'],
    ]);
    assert.deepEqual([...store.notes], [['2/c1.1', 'odd']]);
    store.dispose();
  }
});

test('a time that no date can hold fails no export, and no line has it', () => {
  const at = (startMs: number) => {
    const { timing } = posted;
    return { ...posted, timing: { ...timing, startMs } };
  };
  for (const startMs of [1e17, -1e17, Number.NaN, 4e14, -1e14]) {
    const { startedDateTime } = harEntry(at(startMs), decode);
    assert.equal(startedDateTime, '1970-01-01T00:00:00.000Z', String(startMs));
  }
  const line = linesOf([{ exchange: at(1e17), tracedHost: '', note: '' }]);
  assert.throws(() => importExchanges(bytes(line)), /line 1 is not of the shape/);
  const message = { timeMs: 1e16, from: 'client', kind: 'text', size: 1 } as const;
  const talk = { protocol: 'websocket', fromClient: 1, fromServer: 0, items: [message] } as const;
  const odd = linesOf([{ exchange: { ...posted, messages: talk }, tracedHost: '', note: '' }]);
  assert.throws(() => importExchanges(bytes(odd)), /line 1 is not of the shape/);
});

test('a browser’s HAR opens', () => {
  const har = {
    log: {
      ...{ version: '1.2', creator: { name: 'WebInspector', version: '537.36' }, pages: [] },
      entries: [
        {
          ...{ startedDateTime: '2026-01-02T03:04:05.678Z', time: 30, connection: '443' },
          request: {
            ...{ method: 'GET', url: 'https://example.com/x?y=1', httpVersion: 'h2' },
            headers: [
              { name: ':authority', value: 'example.com' },
              { name: 'accept', value: '*/*' },
            ],
            bodySize: 0,
          },
          response: {
            ...{ status: 200, statusText: '', httpVersion: 'h2', bodySize: -1 },
            headers: [{ name: 'content-encoding', value: 'br' }],
            content: { size: 5, mimeType: 'text/plain', text: 'hello' },
          },
          timings: { send: 1, wait: 20, receive: 9 },
        },
      ],
    },
  };
  const [found] = importExchanges(bytes(har));
  const exchange = found?.exchange ?? assert.fail();
  assert.equal(exchange.protocol, 'HTTP/2');
  assert.equal(exchange.request.authority, 'example.com');
  assert.equal(exchange.request.target, '/x?y=1');
  assert.deepEqual(exchange.request.headers, [['accept', '*/*']]);
  assert.equal(exchange.remote.port, 443);
  assert.equal(exchange.timing.endMs, Date.UTC(2026, 0, 2, 3, 4, 5, 678) + 30);
  assert.equal(Buffer.from(exchange.response?.decodedBody ?? '', 'base64').toString(), 'hello');
  assert.equal(exchange.response?.bodyBytes, 5);
});

test('what is damaged, huge or hostile is refused in one sentence', () => {
  const bad: readonly [value: unknown, why: RegExp][] = [
    ['{"log":{}}', /no list of entries/],
    ['{"log":{"entries":[5]}}', /its entry 1 is none/],
    ['not json', /neither HAR nor NDJSON/],
    ['{"type":"exchange","id":5}\n', /line 1 is not of the shape/],
    [`{"type":"ready"}\n{"broken`, /no JSON on line 2/],
    [[1, 2], /no list of entries/],
  ];
  for (const [value, why] of bad) {
    assert.throws(
      () => importExchanges(bytes(value)),
      (error) => error instanceof ImportError && why.test(error.message),
      JSON.stringify(value),
    );
  }
  assert.deepEqual(importExchanges(bytes('')), []);
  assert.throws(() => importExchanges(Buffer.of(0xff, 0xfe)), /no text in UTF-8/);
  const huge = { length: mostBytes + 1 } as Uint8Array;
  assert.throws(() => importExchanges(huge), /larger than 100 MB/);
});

test('nothing of a wrong kind gets in by our own fields', () => {
  const entry = {
    ...{ startedDateTime: 5, time: Number.NaN, request: { url: 'x', headers: {} }, response: [] },
    ...{
      _id: { toString: 'x' },
      _timing: { startMs: 'soon' },
      _process: null,
      _tracedHost: 5,
      __proto__: 1,
    },
  };
  const all = importExchanges(bytes({ log: { entries: [entry, entry] } }));
  assert.deepEqual(
    all.map(({ exchange, tracedHost }) => [exchange.id, tracedHost]),
    [
      ['har-0', ''],
      ['har-1', ''],
    ],
  );
  assert.equal(all[0]?.exchange.timing.startMs, 0);
  assert.equal(all[0]?.exchange.response, null);
  const twice = harEntry(plainExchange({}), decode);
  const ids = importExchanges(bytes({ log: { entries: [twice, twice] } })).map(
    ({ exchange }) => exchange.id,
  );
  assert.equal(new Set(ids).size, 2);
});
