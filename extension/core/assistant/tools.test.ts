import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { Redactor } from '../../../remote-agent/redaction/redactor.ts';
import type { Route } from '../../route-server/protocol/route.ts';
import { namedExchange } from '../exchange/names.ts';
import { RouteTraffic } from '../routes/traffic.ts';
import { TraceStore } from '../store/trace-store.ts';
import { plainExchange } from '../testing/exchange.ts';
import { answerOf } from './answer.ts';
import type { AssistantSource } from './source.ts';
import { tools } from './tools.ts';

const limits = { maxExchanges: 50_000, maxConnections: 1000, maxBytes: 1e9 };

function sourceOf(exchanges: readonly Exchange[], more: Partial<AssistantSource> = {}) {
  const store = new TraceStore(limits);
  store.addExchanges(exchanges);
  const source: AssistantSource = {
    store,
    status: () => 'Tracing web.',
    redactor: () => new Redactor(),
    routes: async () => undefined,
    ...more,
  };
  return source;
}

type Told = Record<string, unknown> & { readonly items: readonly Record<string, unknown>[] };

async function ask(source: AssistantSource, name: string, input: object = {}): Promise<Told> {
  const { text, failed } = await answerOf(toolOf(name), source, input);
  assert.ok(!failed, text);
  assert.ok(text.length < 100_000, `${name} answers with ${text.length} characters`);
  return JSON.parse(text) as Told;
}

async function refused(source: AssistantSource, name: string, input: object): Promise<string> {
  const { text, failed } = await answerOf(toolOf(name), source, input);
  assert.ok(failed, text);
  return text;
}

function toolOf(name: string) {
  const tool = tools.find((one) => one.name === `httpTrace_${name}`);
  assert.ok(tool, name);
  return tool;
}

const idsOf = ({ items }: Told) => items.map(({ id }) => id);

test('exchanges come newest first, page by page, and none twice', async () => {
  const all = Array.from({ length: 45 }, (_, at) => plainExchange({ id: `e${at}` }));
  const source = sourceOf(all);
  const seen: unknown[] = [];
  let cursor: unknown = '';
  for (let pages = 0; cursor !== undefined; pages += 1) {
    assert.ok(pages < 3);
    const page = await ask(source, 'listExchanges', { cursor });
    assert.equal(page['trace'], 'Tracing web.');
    seen.push(...idsOf(page));
    // What comes meanwhile moves nothing.
    source.store.addExchanges([plainExchange({ id: `later${pages}` })]);
    cursor = page['next'];
  }
  assert.deepEqual(seen, all.map(({ id }) => id).reverse());
});

test('a filter is that of the panel, and says what is wrong with it', async () => {
  const source = sourceOf([
    plainExchange({ id: 'get', target: '/books' }),
    plainExchange({ id: 'post', method: 'POST', target: '/books', requestBody: 'Emma' }),
  ]);
  assert.deepEqual(idsOf(await ask(source, 'listExchanges', { filter: 'body:Emma' })), ['post']);
  assert.match(await refused(source, 'listExchanges', { filter: 'status-code:x' }), /no.* status/);
});

test('of several hosts each line says whose it is, and the filter knows them', async () => {
  const source = sourceOf([]);
  const { store } = source;
  for (const [index, host] of ['web-1', 'web-2'].entries()) {
    const trace = store.begin(host, index > 0);
    store.addExchanges([namedExchange(plainExchange({ id: 'e1' }), trace)]);
  }
  const hosts = ({ items }: Told) => items.map(({ tracedHost }) => tracedHost);
  assert.deepEqual(hosts(await ask(source, 'listExchanges')), ['web-2', 'web-1']);
  const filter = 'traced-host:web-1';
  assert.deepEqual(hosts(await ask(source, 'listExchanges', { filter })), ['web-1']);
  assert.deepEqual(hosts(await ask(source, 'connections')).sort(), ['web-1', 'web-2']);
  assert.equal((await ask(source, 'getExchange', { id: '2/e1' }))['tracedHost'], 'web-2');
});

test('a search in very many goes on where it ended', async () => {
  const all = Array.from({ length: 25_000 }, (_, at) =>
    plainExchange({ id: `e${at}`, target: at === 0 ? '/first' : '/other' }),
  );
  const source = sourceOf(all);
  const first = await ask(source, 'listExchanges', { filter: 'path:/first' });
  assert.deepEqual(idsOf(first), []);
  const filter = 'path:/first';
  const second = await ask(source, 'listExchanges', { filter, cursor: first['next'] });
  assert.deepEqual(idsOf(second), ['e0']);
  assert.equal(second['next'], undefined);
});

test('secrets are replaced, also of a trace that shows them', async () => {
  const source = sourceOf([
    plainExchange({
      ...{ id: 'e', method: 'POST', target: '/login?token=hunter2' },
      headers: [
        ['Cookie', 'sid=hunter2; theme=dark'],
        ['Content-Type', 'application/json'],
      ],
      requestBody: '{"user":"ann","password":"hunter2"}',
      responseHeaders: [['Set-Cookie', 'sid=hunter2; Path=/']],
      responseBody: 'hunter2-by-pattern',
    }),
  ]);
  const redactor = () => new Redactor(['/hunter2-by-\\w+/']);
  const listed = await ask(source, 'listExchanges');
  const read = await ask({ ...source, redactor }, 'getExchange', { id: 'e' });
  assert.doesNotMatch(JSON.stringify([listed, read]), /hunter2/);
  assert.match(JSON.stringify(read), /ann/);
});

test('a body is given in parts that make the whole', async () => {
  const text = Array.from({ length: 3000 }, (_, at) => `line ${at} é\n`).join('');
  const source = sourceOf([
    plainExchange({
      id: 'e',
      responseHeaders: [['Content-Type', 'text/plain']],
      responseBody: text,
    }),
  ]);
  let whole = '';
  for (let offset: unknown = 0; offset !== undefined; ) {
    const told = await ask(source, 'getExchange', { id: 'e', bodies: 'response', offset });
    const response = told['response'] as Record<string, unknown>;
    whole += String(response['body']);
    assert.equal(response['bodyCharacters'], text.length);
    offset = response['nextOffset'];
  }
  assert.equal(whole, text);
});

test('what is no text is only said to be there', async () => {
  const source = sourceOf([
    plainExchange({
      id: 'e',
      responseBody: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 0, 0]),
    }),
  ]);
  const { response } = await ask(source, 'getExchange', { id: 'e' });
  assert.deepEqual(response, {
    status: 200,
    reason: 'OK',
    headers: [],
    bodyBytes: 8,
    body: null,
    bodyIs: 'binary',
  });
});

test('a hostile exchange is neither long nor holds what nobody sees', async () => {
  const hidden = [...'ignore']
    .map((one) => String.fromCodePoint(0xe0000 + one.charCodeAt(0)))
    .join('');
  const wicked = (id: string) =>
    plainExchange({
      ...{ id, method: 'M'.repeat(5000), target: `/${'a/'.repeat(50_000)}\u202e${hidden}` },
      headers: Array.from({ length: 3000 }, (_, at) => [`X-${at}`, 'v'.repeat(9000)] as const),
      responseHeaders: [['Content-Type', 'text/plain']],
      responseBody: `plain${hidden}\u200b\u0007 text\u2028`.repeat(20_000),
    });
  const source = sourceOf(Array.from({ length: 8 }, (_, at) => wicked(`e${at}`)));
  const read = await ask(source, 'getExchange', { id: 'e0', length: 1e9 });
  const page = await ask(source, 'listExchanges', { limit: 100 });
  const routes = await ask(source, 'routes');
  for (const told of [read, page, routes]) {
    assert.doesNotMatch(
      JSON.stringify(told),
      /[\u202e\u200b\u2028]|\\u0007|[\u{e0000}-\u{e007f}]/u,
    );
    assert.match(String(told['note']), /never instructions/);
  }
  assert.equal((read['request'] as Record<string, unknown>)['headersLeftOut'], 2991);
});

test('connections are found by state and by text', async () => {
  const source = sourceOf([]);
  const event = { timeMs: 5, local: { address: '10.0.0.1', port: 80 }, process: null } as const;
  const remote = { address: '::1', port: 999 };
  source.store.addConnections([
    { ...event, id: 'l', event: 'listen', remote: null },
    { ...event, id: 'f', event: 'failed', remote, reason: 'ECONNREFUSED', timeMs: 9 },
  ]);
  assert.deepEqual(idsOf(await ask(source, 'connections')), ['f', 'l']);
  const failed = await ask(source, 'connections', { state: 'failed', text: '[::1]:999' });
  assert.deepEqual(failed.items[0]?.['reason'], 'ECONNREFUSED');
  assert.deepEqual(idsOf(await ask(source, 'connections', { text: '10.0.0.1:81' })), []);
  const first = await ask(source, 'connections', { limit: 1 });
  assert.deepEqual(idsOf(await ask(source, 'connections', { cursor: first['next'] })), ['l']);
  assert.match(await refused(source, 'connections', { cursor: 'gone' }), /begin again/);
});

test('routes are those of the sources, else what was asked for', async () => {
  const place = { uri: 'file:///shop/app.js', line: 4, character: 0, endLine: 4, endCharacter: 9 };
  const routeOf = (template: string): Route => ({
    ...{ id: template, method: 'GET', template, declared: place, handler: place, ports: [] },
    ...{ framework: 'Express', language: 'javascript', confidence: 'high' },
  });
  const node = { pid: 1, name: 'node', command: 'node app.js' };
  const seen = ['/books/1', '/books/2', '/gone'].map((target, at) =>
    plainExchange({ id: `e${at}`, target, more: { process: node } }),
  );
  const source = sourceOf(seen);
  const traffic = new RouteTraffic(source.store, () => {});
  traffic.setRoutes([routeOf('/books/{id}'), routeOf('/never')]);
  await traffic.counted();
  const of = async (input: object) =>
    (await ask({ ...source, routes: async () => traffic }, 'routes', input)).items;
  assert.deepEqual(
    (await of({ which: 'hit' })).map(({ template, requests }) => [template, requests]),
    [['/books/{id}', 2]],
  );
  const [never] = await of({ which: 'never-hit' });
  assert.equal(never?.['handler'], 'file:///shop/app.js:5');
  assert.deepEqual(
    (await of({ which: 'traffic-without-route' })).map(({ path }) => path),
    ['/gone'],
  );
  const plain = await ask(source, 'routes', { text: 'get /books' });
  assert.equal(plain['from'], 'traffic');
  assert.deepEqual(
    plain.items.map(({ path, requests }) => [path, requests]),
    [['/books/{number}', 2]],
  );
  traffic.dispose();
});

test('what is asked wrongly is said', async () => {
  const source = sourceOf([]);
  assert.match(await refused(source, 'getExchange', {}), /“id” is missing/);
  assert.match(await refused(source, 'getExchange', { id: 7 }), /“id” is a text/);
  assert.match(await refused(source, 'connections', { state: 'odd' }), /“state” is one of any/);
  assert.match(await refused(source, 'routes', { where: 1 }), /no input “where”/);
  assert.match(await refused(source, 'listExchanges', { cursor: 'x' }), /cursor/);
  assert.match(await refused(source, 'listExchanges', { limit: 'many' }), /whole number/);
});
