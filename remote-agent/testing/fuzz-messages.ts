import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { tellMessages } from '../exchange/tell-messages.ts';
import { readerOf } from '../http/readers.ts';
import { readProtobuf } from '../protobuf/fields.ts';
import { Redactor } from '../redaction/redactor.ts';
import { cut, mutated } from './fuzz-http2.ts';
import { generator, oneOf, type Random } from './random.ts';
import { Replay } from './replay.ts';

const opening = 'GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const switching = (extensions: string) =>
  `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${extensions}\r\n`;
const deflate = 'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n';

function webSocketFrame(random: Random, compresses: boolean): Buffer {
  const text = Buffer.from('tick '.repeat(random(60)));
  const compressed = compresses && random(2) === 0;
  const payload = compressed ? deflateRawSync(text) : text;
  const first = (compressed ? 0xc0 : 0x80) | 1;
  const length = Buffer.from(
    payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255],
  );
  return Buffer.concat([Buffer.from([first]), length, payload]);
}

/** One input: the content of a WebSocket, an event stream or a gRPC call, with bytes changed and missing. */
export function fuzzMessages(seed: number): void {
  const random = generator(seed);
  const kind = oneOf(random, ['websocket', 'events', 'grpc', 'grpc-text'] as const);
  const replay = new Replay(readerOf('http/1') ?? assert.fail());
  const compresses = random(2) === 0;
  replay.data('request', Buffer.from(kind === 'websocket' ? opening : 'GET / HTTP/1.1\r\n\r\n'));
  replay.data('response', Buffer.from(head(kind, compresses)));
  for (let i = random(20); i >= 0; i--) {
    const bytes = content(random, kind, compresses);
    for (const piece of cut(random, random(3) === 0 ? mutated(random, bytes) : bytes)) {
      if (random(20) === 0) replay.hole('response', piece.length);
      else replay.data('response', piece);
    }
  }
  replay.close();
  const [draft] = replay.exchanges;
  assert.ok(draft, `seed ${seed}`);
  const told = tellMessages(draft, 0, new Redactor());
  assert.ok((told.messages?.items.length ?? 0) <= 200, `seed ${seed}`);
  JSON.stringify(told);
  assert.equal(replay.release(), 0, `seed ${seed}: memory was kept`);
}

function head(kind: string, compresses: boolean): string {
  if (kind === 'websocket') return switching(compresses ? deflate : '');
  const types: Record<string, string> = {
    events: 'text/event-stream',
    grpc: 'application/grpc+proto',
    'grpc-text': 'application/grpc-web-text',
  };
  return `HTTP/1.1 200 OK\r\nContent-Type: ${types[kind]}\r\n\r\n`;
}

function content(random: Random, kind: string, compresses: boolean): Buffer {
  if (kind === 'websocket') return webSocketFrame(random, compresses);
  if (kind === 'events')
    return Buffer.from(`id: ${random(9)}\r\ndata: ${'x'.repeat(random(50))}\n\n`);
  const payload = Buffer.from(Array.from({ length: random(40) }, () => random(256)));
  // Whatever it is, reading it ends.
  readProtobuf(payload, random(2) === 0);
  const bytes = Buffer.concat([Buffer.from([0, 0, 0, 0, payload.length]), payload]);
  return kind === 'grpc' ? bytes : Buffer.from(bytes.toString('base64'));
}
