import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import type { ExchangeDraft } from '../exchange/draft.ts';
import type { MessageLog } from '../exchange/message-log.ts';
import { readerOf } from '../http/readers.ts';
import { type RecordedPart, Recorder } from '../testing/recorded-connection.ts';
import { pieces, Replay } from '../testing/replay.ts';

type Options = ConstructorParameters<typeof WebSocketServer>[0];

const open = readerOf('http/1') ?? assert.fail('HTTP/1 is read.');

/** A chat of `ws` with itself: texts, a fragmented one, binary data, a ping and its pong, and a close. */
async function recordChat(perMessageDeflate: object | false): Promise<readonly RecordedPart[]> {
  const server = createServer();
  const options: Options = { server, perMessageDeflate };
  const sockets = new WebSocketServer(options);
  sockets.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(isBinary ? data : `echo ${data}`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const recorder = await Recorder.before(server);
  const client = new WebSocket(`ws://127.0.0.1:${recorder.port}/chat`, { perMessageDeflate });
  await once(client, 'open');
  const answered = async (send: () => void) => {
    const answer = once(client, 'message');
    send();
    await answer;
  };
  await answered(() => client.send('hello hello hello'));
  await answered(() => client.send('hello hello hello'));
  await answered(() => {
    client.send('first part, ', { fin: false });
    client.send('last part', { fin: true });
  });
  await answered(() => client.send(Buffer.from([0, 1, 2, 255])));
  await answered(() => client.send('long '.repeat(20_000)));
  client.ping('are you there');
  await once(client, 'pong');
  client.close(4001, 'enough');
  await once(client, 'close');
  sockets.close();
  server.close();
  recorder.close();
  return recorder.parts;
}

function lines(log: MessageLog | null | undefined): string[] {
  return (log?.latest ?? []).map(({ kind, content, more }) => {
    const { closeCode, unfinished, undecodable } = more ?? {};
    const shown = content.length > 40 ? `${content.slice(0, 20)}…` : content;
    return [kind, closeCode, unfinished && '+', undecodable ?? shown].filter(Boolean).join(' ');
  });
}

const binary = '\u0000\u0001\u0002\u00ff';
const fromClient = (parts: readonly string[]) => [
  'text hello hello hello',
  'text hello hello hello',
  ...parts,
  `binary ${binary}`,
  'text long long long long …',
  'ping are you there',
  'close 4001 enough',
];
const fromServer = [
  'text echo hello hello hello',
  'text echo hello hello hello',
  'text echo first part, last part',
  `binary ${binary}`,
  'text echo long long long …',
  'pong are you there',
  'close 4001 enough',
];
const plainParts = ['text + first part, ', 'continuation last part'];
const compressedParts = ['text +', 'continuation first part, last part'];

function only(replay: Replay): ExchangeDraft {
  assert.equal(replay.exchanges.length, 1);
  return replay.exchanges[0] ?? assert.fail();
}

test('frames of a real chat, however the bytes are cut', async () => {
  for (const [deflate, parts] of [
    [false, plainParts],
    [{ threshold: 0 }, compressedParts],
    [
      { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
      compressedParts,
    ],
  ] as const) {
    const recorded = await recordChat(deflate);
    for (const size of [1, 3, 1000, 1_000_000]) {
      const replay = new Replay(open);
      for (const { side, bytes } of recorded) {
        for (const piece of pieces(bytes, size)) replay.data(side, piece);
      }
      const { request, response } = only(replay.close());
      assert.equal(response?.status, 101);
      assert.deepEqual(lines(request?.log), fromClient(parts), `pieces of ${size}`);
      assert.deepEqual(lines(response?.log), fromServer, `pieces of ${size}`);
      assert.equal(request?.log?.latest.at(-3)?.size === 100_000, deflate === false);
      assert.equal(replay.release(), 0);
    }
  }
});

test('after a loss, what needs the compression’s window is not decoded', async () => {
  const recorded = await recordChat({ threshold: 0 });
  const replay = new Replay(open);
  let losses = 0;
  for (const { side, bytes } of recorded) {
    // The server's first frame: its header is seen, its payload is not.
    const isFirst = side === 'response' && bytes[0] === 0xc1 && losses === 0;
    if (!isFirst) replay.data(side, bytes);
    else {
      losses++;
      replay.data(side, bytes.subarray(0, 4)).hole(side, bytes.length - 4);
    }
  }
  const { request, response } = only(replay.close());
  assert.equal(losses, 1);
  assert.deepEqual(lines(request?.log), fromClient(compressedParts));
  const told = lines(response?.log);
  assert.deepEqual(told.slice(0, 5), [
    'text bytes of it are missing',
    'text bytes of it are missing',
    'text bytes of it are missing',
    'binary bytes of it are missing',
    'text bytes of it are missing',
  ]);
  assert.deepEqual(told.slice(5), fromServer.slice(5));
});

test('after a loss of whole frames, the next ones are found and the loss is told', async () => {
  const recorded = await recordChat(false);
  const replay = new Replay(open);
  let frames = 0;
  for (const { side, bytes } of recorded) {
    const isSecond = side === 'response' && bytes[0] === 0x81 && ++frames === 2;
    if (isSecond) replay.hole(side, bytes.length);
    else replay.data(side, bytes);
  }
  const { response } = only(replay.close());
  assert.equal(response?.log?.lossy, true);
  assert.deepEqual(
    lines(response?.log),
    fromServer.filter((_, index) => index !== 1),
  );
});

test('only the latest frames are kept, and all are counted', () => {
  const replay = new Replay(open);
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  replay.data('request', Buffer.from(`GET / HTTP/1.1\r\n${upgrade}`));
  replay.data('response', Buffer.from(`HTTP/1.1 101 Switching Protocols\r\n${upgrade}`));
  for (let i = 0; i < 5000; i++) {
    replay.data('response', Buffer.from([0x81, 4, ...Buffer.from(String(i).padStart(4, '0'))]));
  }
  const { response } = replay.started[0] ?? {};
  assert.equal(response?.log?.total, 5000);
  assert.equal(response?.log?.latest.length, 100);
  assert.equal(response?.log?.latest.at(-1)?.content, '4999');
  assert.ok(replay.budget.used < 50_000);
  replay.close();
  assert.equal(replay.release(), 0);
});
