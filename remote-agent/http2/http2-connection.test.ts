import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExchangeDraft } from '../exchange/draft.ts';
import { summary } from '../testing/conversation.ts';
import { type Ask, recordSession, type SeenExchange } from '../testing/http2-session.ts';
import type { RecordedPart } from '../testing/recorded-connection.ts';
import { pieces, Replay } from '../testing/replay.ts';
import { Http2Connection } from './http2-connection.ts';

const open = (...args: ConstructorParameters<typeof Http2Connection>) =>
  new Http2Connection(...args);

/** Everything that the two implementations can be compared by. */
function told({ request, response }: ExchangeDraft) {
  return {
    method: request?.method,
    path: request?.target,
    status: response?.status,
    requestBody: bodyOf(request),
    responseBody: bodyOf(response),
    trailers: Object.fromEntries(response?.trailers ?? []),
  };
}

function bodyOf(message: ExchangeDraft['request']): string {
  return message?.body.toBuffer().toString('latin1') ?? '';
}

function expected({ method, path, status, requestBody, responseBody, trailers }: SeenExchange) {
  return { method, path, status, requestBody, responseBody, trailers };
}

function byPath<Item extends { readonly path?: string | undefined }>(
  items: readonly Item[],
): Item[] {
  return [...items].sort((a, b) => (a.path ?? '').localeCompare(b.path ?? ''));
}

const asks: Ask[] = [
  { headers: { ':path': '/plain', cookie: 'a=b; c=d', 'x-long': 'q'.repeat(300) } },
  { headers: { ':path': '/post', ':method': 'POST' }, body: 'the content' },
  { headers: { ':path': '/trailers', te: 'trailers' } },
  { headers: { ':path': '/early' } },
  { headers: { ':path': '/empty', ':method': 'HEAD' } },
  { headers: { ':path': '/long-head', 'x-much': 'z'.repeat(20_000), 'x-more': 'ü'.repeat(40) } },
];

function record(options: Parameters<typeof recordSession>[2] = {}) {
  return recordSession(
    asks,
    (stream, headers) => {
      const path = headers[':path'];
      if (path === '/early') {
        stream.additionalHeaders({ ':status': 103, link: '</a.css>; rel=preload' });
      }
      if (path === '/trailers') {
        stream.respond({ ':status': 200, 'x-kind': 'trailers' }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '42', 'x-word': 'end' }));
        stream.end('before');
      } else {
        stream.respond({ ':status': 201, 'content-type': 'text/plain', 'x-path': `${path}` });
        stream.end(path === '/empty' ? undefined : `answer to ${path}`);
      }
    },
    options,
  );
}

function check(replay: Replay, seen: readonly SeenExchange[], what: string): void {
  assert.deepEqual(byPath(replay.exchanges.map(told)), byPath(seen.map(expected)), what);
  for (const draft of replay.exchanges) {
    const notes = [draft.request, draft.response].flatMap((message) => message?.notes);
    assert.deepEqual(notes, [], what);
  }
  assert.equal(replay.release(), 0, what);
}

test('the same exchanges as Node’s client and server see, however the bytes are cut', async () => {
  for (const padded of [false, true]) {
    const { parts, seen } = await record({ padded });
    check(new Replay(open).parts(parts).close(), seen, 'as sent');
    for (const size of [1, 2, 7, 9, 10, 100, 1000]) {
      const replay = new Replay(open, { side: 'client' });
      for (const { side, bytes } of parts) {
        for (const piece of pieces(bytes, size)) replay.data(side, piece);
      }
      check(replay.close(), seen, `in pieces of ${size}`);
    }
  }
});

test('a session cut in two at every position', async () => {
  const few = asks.filter(({ headers }) => headers?.[':path'] !== '/long-head');
  const { parts, seen } = await recordSession(few, (stream, headers) => {
    stream.respond({ ':status': 200, 'x-path': `${headers[':path']}` });
    stream.end('body');
  });
  const total = parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  for (let at = 1; at < total; at++) {
    check(new Replay(open).parts(cutAt(parts, at)).close(), seen, `cut at ${at}`);
  }
});

function cutAt(parts: readonly RecordedPart[], position: number): RecordedPart[] {
  let left = position;
  return parts.flatMap(({ side, bytes }) => {
    const at = Math.min(left, bytes.length);
    left -= at;
    if (at === 0 || at === bytes.length) return [{ side, bytes }];
    return [
      { side, bytes: bytes.subarray(0, at) },
      { side, bytes: bytes.subarray(at) },
    ];
  });
}

test('a table of any size, and fields again and again', async () => {
  for (const tableSize of [0, 100, 4096, 65_536]) {
    const many = Array.from({ length: 60 }, (_, i) => ({
      headers: { ':path': `/${i}`, 'x-same': 'always', [`x-${i % 7}`]: `value ${i % 5}` },
    }));
    const { parts, seen } = await recordSession(
      many,
      (stream, headers) => {
        stream.respond({ ':status': 202, 'x-path': `${headers[':path']}`, 'x-same': 'too' });
        stream.end();
      },
      { tableSize },
    );
    const replay = new Replay(open).parts(parts).close();
    const fields = replay.exchanges.map(({ response }) =>
      Object.fromEntries(response?.fields ?? []),
    );
    assert.equal(fields.length, 60);
    for (const { responseHeaders, path } of seen) {
      const { ':status': _status, ...rest } = responseHeaders;
      assert.deepEqual(
        fields.find((field) => field['x-path'] === path),
        { ...rest },
      );
    }
  }
});

test('a stream that the server refuses', async () => {
  const { parts } = await recordSession([{ headers: { ':path': '/' } }], (stream) => {
    stream.close(7);
  });
  const replay = new Replay(open).parts(parts).close();
  assert.deepEqual(replay.exchanges.map(summary), ['GET / → ? reset']);
  assert.deepEqual(replay.exchanges[0]?.stream?.reset, { by: 'server', code: 'REFUSED_STREAM' });
});

test('what the server pushes is an exchange of its own', async () => {
  const { parts } = await recordSession([{ headers: { ':path': '/page' } }], (stream) => {
    stream.respond({ ':status': 200 });
    stream.pushStream({ ':path': '/pushed.css' }, (error, pushed) => {
      assert.equal(error, null);
      pushed.respond({ ':status': 200, 'content-type': 'text/css' });
      pushed.end('body{}', () => stream.end('page'));
    });
  });
  const replay = new Replay(open).parts(parts).close();
  assert.deepEqual(replay.exchanges.map(summary).sort(), [
    'GET /page → 200 4 bytes',
    'GET /pushed.css → 200 6 bytes',
  ]);
  const pushed = replay.exchanges.find(({ request }) => request?.target === '/pushed.css');
  assert.deepEqual(pushed?.stream, { id: 2, pushed: true });
});
