import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { test } from 'node:test';
import type { ExchangeDraft } from '../../remote-agent/exchange/draft.ts';
import { readerOf } from '../../remote-agent/http/readers.ts';
import { type Ask, recordSession } from '../../remote-agent/testing/http2-session.ts';
import { type RecordedPart, Recorder } from '../../remote-agent/testing/recorded-connection.ts';
import { Replay } from '../../remote-agent/testing/replay.ts';
import { dissect, type Layer } from './dissector.ts';

/** What both can be asked about an exchange. */
interface Line {
  readonly method: string;
  readonly target: string;
  readonly requestBytes: number;
  readonly status: number;
  readonly responseBytes: number;
}

function toldOf(protocol: 'http/1' | 'http/2', parts: readonly RecordedPart[]): Line[] {
  const replay = new Replay(readerOf(protocol) ?? assert.fail()).parts(parts).close();
  const notes = replay.exchanges.flatMap(({ request: asked, response }) => [
    ...(asked?.notes ?? []),
    ...(response?.notes ?? []),
  ]);
  assert.deepEqual(notes, []);
  return replay.exchanges.map(lineOf);
}

function lineOf({ request: asked, response }: ExchangeDraft): Line {
  return {
    method: asked?.method ?? '',
    target: asked?.target ?? '',
    requestBytes: asked?.bodyBytes ?? 0,
    status: response?.status ?? 0,
    responseBytes: response?.bodyBytes ?? 0,
  };
}

function shown(layer: Layer, name: string): string | undefined {
  return layer.find((field) => field.name === name)?.show;
}

/** What tshark finds: requests and responses in their order, which is how they belong together. */
async function dissectedHttp1(parts: readonly RecordedPart[]): Promise<Line[]> {
  const layers = await dissect(parts, 'http');
  const bytesOf = (layer: Layer) => layer.find(({ name }) => name === 'http.file_data')?.size ?? 0;
  const requests = layers.filter((layer) => shown(layer, 'http.request.method'));
  const responses = layers.filter((layer) => Number(shown(layer, 'http.response.code')) >= 200);
  assert.equal(requests.length, responses.length);
  return requests.map((layer, index) => ({
    method: shown(layer, 'http.request.method') ?? '',
    target: shown(layer, 'http.request.uri') ?? '',
    requestBytes: bytesOf(layer),
    status: Number(shown(responses[index] ?? [], 'http.response.code')),
    responseBytes: bytesOf(responses[index] ?? []),
  }));
}

/** What tshark finds of each stream, in the order of their numbers. */
async function dissectedHttp2(parts: readonly RecordedPart[]): Promise<Line[]> {
  const streams = new Map<number, { -readonly [Name in keyof Line]: Line[Name] }>();
  for (const layer of await dissect(parts, 'http2')) {
    const id = Number(shown(layer, 'http2.streamid'));
    if (!(id > 0)) continue;
    const empty = { method: '', target: '', requestBytes: 0, status: 0, responseBytes: 0 };
    const stream = streams.get(id) ?? empty;
    streams.set(id, stream);
    stream.method ||= shown(layer, 'http2.headers.method') ?? '';
    stream.target ||= shown(layer, 'http2.headers.path') ?? '';
    stream.status ||= Number(shown(layer, 'http2.headers.status') ?? 0);
    if (shown(layer, 'http2.type') !== '0') continue;
    const bytes = Number(shown(layer, 'http2.length'));
    if (stream.status === 0) stream.requestBytes += bytes;
    else stream.responseBytes += bytes;
  }
  return [...streams].sort(([a], [b]) => a - b).map(([, stream]) => stream);
}

function answer(asked: IncomingMessage, response: ServerResponse): void {
  const { url = '' } = asked;
  asked.resume().once('end', () => {
    if (url === '/chunked') {
      for (let i = 0; i < 5; i++) response.write('chunk '.repeat(i * 100 + 1));
      response.end();
    } else if (url === '/none') response.writeHead(204).end();
    else if (url === '/same') response.writeHead(304, { etag: 'x' }).end();
    else if (url === '/early') {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' });
      response.end('late');
    } else if (url === '/big') response.end(Buffer.alloc(100_000, 'x'));
    else response.writeHead(url === '/missing' ? 404 : 200).end(`answer to ${url}`);
  });
}

/** A client and a server of Node's on one connection that is kept. */
async function recordTurns(): Promise<readonly RecordedPart[]> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const recorder = await Recorder.before(server);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (method: string, path: string, ...pieces: string[]) => {
    const asked = request({ agent, method, path, host: '127.0.0.1', port: recorder.port });
    for (const piece of pieces) asked.write(piece);
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
  };
  for (const path of ['/', '/a?b=c%20d', '/chunked', '/none', '/same', '/early', '/big']) {
    await ask('GET', path);
  }
  await ask('HEAD', '/');
  await ask('POST', '/form', 'a=b');
  await ask('PUT', '/pieces', 'one', 'two'.repeat(100), 'three');
  await ask('DELETE', '/missing');
  agent.destroy();
  recorder.close();
  server.close();
  return recorder.parts;
}

test('HTTP/1: the same exchanges as tshark finds in the same bytes', async () => {
  const parts = await recordTurns();
  const told = toldOf('http/1', parts);
  assert.equal(told.length, 11);
  assert.deepEqual(told, await dissectedHttp1(parts));
});

test('HTTP/1, pipelined, in segments that end anywhere', async () => {
  const asked = Array.from({ length: 40 }, (_, i) => {
    const body = i % 3 === 0 ? 'body '.repeat(i) : '';
    const length = body ? `Content-Length: ${body.length}\r\n` : '';
    return `${body ? 'POST' : 'GET'} /${i} HTTP/1.1\r\nHost: a\r\n${length}\r\n${body}`;
  }).join('');
  const answered = Array.from({ length: 40 }, (_, i) =>
    i % 2 === 0
      ? `HTTP/1.1 200 OK\r\nContent-Length: ${i}\r\n\r\n${'x'.repeat(i)}`
      : `HTTP/1.1 201 Made\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n${i.toString(16)}\r\n${'y'.repeat(i)}\r\n0\r\n\r\n`,
  ).join('');
  const parts = [...cut('request', asked, 97), ...cut('response', answered, 61)];
  const told = toldOf('http/1', parts);
  assert.equal(told.length, 40);
  assert.deepEqual(told, await dissectedHttp1(parts));
});

function cut(side: RecordedPart['side'], text: string, size: number): RecordedPart[] {
  const bytes = Buffer.from(text);
  const parts: RecordedPart[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    parts.push({ side, bytes: bytes.subarray(at, at + size) });
  }
  return parts;
}

test('HTTP/2: the same exchanges as tshark finds in the same bytes', async () => {
  const asks = Array.from({ length: 25 }, (_, i): Ask => {
    const method = i % 4 === 0 ? 'POST' : 'GET';
    const headers = { ':method': method, ':path': `/${i}`, 'x-a': `value ${i % 3}`, 'x-b': 'same' };
    return { headers, ...(method === 'POST' ? { body: 'asked '.repeat(i * 200 + 1) } : {}) };
  });
  const { parts } = await recordSession(asks, (stream, headers) => {
    const number = Number(String(headers[':path']).slice(1));
    stream.respond({ ':status': number % 5 === 0 ? 418 : 200, 'x-of': `${number}`, 'x-c': 'same' });
    stream.end('answer '.repeat(number * number * 10));
  });
  const told = toldOf('http/2', parts).sort((a, b) => numberOf(a) - numberOf(b));
  assert.equal(told.length, 25);
  assert.deepEqual(told, await dissectedHttp2(parts));
});

function numberOf({ target }: Line): number {
  return Number(target.slice(1));
}
