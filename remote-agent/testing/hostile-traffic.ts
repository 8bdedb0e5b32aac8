import { MessageLog } from '../exchange/message-log.ts';
import { frameType } from '../http2/frame.ts';
import { Http2Connection } from '../http2/http2-connection.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import { FrameReader } from '../websocket/frame-reader.ts';
import { MessageInflater } from '../websocket/message-inflater.ts';
import { Conversation } from './conversation.ts';
import { frame, headers, indexed, literal, preface, settings } from './frames.ts';

/** Makes as many objects of as few bytes as it can. What is returned keeps them alive. */
export type Attack = (budget: MemoryBudget) => unknown;

function http2(budget: MemoryBudget): (bytes: Buffer) => Http2Connection {
  const options = { side: 'server', joined: false, captureLimit: 65_536, budget } as const;
  const connection = new Http2Connection(options, {
    began: () => {},
    ended: (draft) => draft.release(),
  });
  let position = 0;
  const feed = (bytes: Buffer) => {
    connection.received.data(bytes, 0, bytes.length, position, 1e9, 1e9);
    position += bytes.length;
    return connection;
  };
  feed(Buffer.concat([preface, settings]));
  return feed;
}

/** Lines of which no two are alike. */
function lines(length: number): string {
  let text = '';
  for (let line = 0; text.length < length; line++) text += `${line.toString(36)}:\n`;
  return text;
}

function times<Made>(count: number, make: (index: number) => Made): Made[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function eventStream(budget: MemoryBudget, begin: string): Conversation {
  const talk = new Conversation({ budget });
  talk.request('GET / HTTP/1.1\r\n\r\n');
  return talk.response(`HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n${begin}`);
}

const oneByte = Buffer.from('x');
const head = [indexed(2), indexed(6), indexed(4)];
/** Traffic of which readers might hold more than they account for. */
export const attacks: Readonly<Record<string, Attack>> = {
  'heads of many fields': (budget) => {
    const text = lines(60_000);
    return times(40, (i) =>
      new Conversation({ budget }).request(`POST /${i} HTTP/1.1\nContent-Length: 1\n${text}\n`),
    );
  },
  'heads that come in pieces': (budget) =>
    times(60, () => {
      const talk = new Conversation({ budget }).request('GET / HTTP/1.1\r\n');
      for (let i = 0; i < 5000; i++) talk.request('xy');
      return talk;
    }),
  trailers: (budget) => {
    const talk = new Conversation({ budget });
    const text = `POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n0\n${lines(8000)}\n`;
    for (let i = 0; i < 800; i++) talk.request(text);
    return talk;
  },
  'trailers of HTTP/2': (budget) => {
    const feed = http2(budget);
    const trailers = times(2500, (i) => literal(i.toString(36), 'x'));
    for (let i = 0; i < 200; i++) {
      feed(Buffer.concat([headers(2 * i + 1, head), headers(2 * i + 1, trailers)]));
    }
    return feed;
  },
  'sections in frames of one byte': (budget) =>
    times(4, () => {
      const feed = http2(budget);
      feed(frame(frameType.headers, 0, 1, Buffer.concat(head)));
      const more = frame(frameType.continuation, 0, 1, '\x84');
      for (let i = 0; i < 100; i++) feed(Buffer.concat(times(1000, () => more)));
      return feed;
    }),
  'entries of dynamic tables': (budget) =>
    times(150, () => {
      const feed = http2(budget);
      const larger = Buffer.from([0x3f, 0xe1, 0xff, 0x03]);
      const entries = times(1800, (i) => literal(i.toString(36), '', true));
      return feed(headers(1, [larger, ...head, ...entries]));
    }),
  'evicted entries of dynamic tables': (budget) =>
    times(40, () => {
      const feed = http2(budget);
      const long = Buffer.concat([
        Buffer.from([0x40, 1, 97, 0x7f, 0xa1, 0x1e]),
        Buffer.alloc(4000, 97),
      ]);
      for (let stream = 1; stream < 120; stream += 2) {
        feed(headers(stream, [...head, long]));
        feed(frame(frameType.rstStream, 0, stream, '\0\0\0\x08'));
      }
      return feed;
    }),
  'contents in parts of one byte': (budget) => {
    const talk = new Conversation({ budget });
    const chunk = Buffer.from('1\r\nx\r\n');
    const content = Buffer.concat(times(50_000, () => chunk));
    for (let i = 0; i < 10; i++) {
      talk.request('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n');
      talk.request(content).request('0\r\n\r\n');
    }
    return talk;
  },
  'sends after an upgrade was asked for': (budget) => {
    const talk = new Conversation({ budget }).request('GET / HTTP/1.1\r\nUpgrade: x\r\n\r\n');
    for (let i = 0; i < 200_000; i++) talk.request(oneByte);
    return talk;
  },
  'compressed fragments': (budget) => {
    const log = new MessageLog('websocket', budget);
    const reader = new FrameReader(log, false, new MessageInflater(true, budget), false);
    const fragments = Buffer.concat([
      Buffer.from([0x41, 1, 0]),
      ...times(200_000, () => Buffer.from([0x00, 1, 0])),
    ]);
    reader.data(fragments, 0, fragments.length, 0, 0, 0);
    return reader;
  },
  'WebSocket frames that come in pieces': (budget) =>
    times(150, () => {
      const log = new MessageLog('websocket', budget);
      const reader = new FrameReader(log, false, null, false);
      for (let i = 0; i < 2; i++) {
        reader.data(Buffer.from([0x81, 126, 16, 0]), 0, 4, 0, 0, 0);
        for (let j = 0; j < 4000; j++) reader.data(oneByte, 0, 1, 0, 0, 0);
      }
      return reader;
    }),
  'events without an end': (budget) =>
    times(1200, () => eventStream(budget, `${'data:xy\n'.repeat(1500)}id:${'i'.repeat(4000)}`)),
  'events of which the id is kept': (budget) =>
    times(1200, (i) => eventStream(budget, `id:${i}${'i'.repeat(4000)}\n\n`)),
  'streams that are open': (budget) => {
    const feed = http2(budget);
    for (let i = 0; i < 4000; i++) feed(headers(2 * i + 1, head));
    return feed;
  },
};
