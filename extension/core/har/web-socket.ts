import type {
  MessageKind,
  MessageStream,
  StreamedMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import { latestMs } from '../session/shape.ts';
import { fieldsIn, itemsIn, numberIn, textIn } from './fields.ts';

/** RFC 6455, section 11.8. */
const opcodes: ReadonlyMap<MessageKind, number> = new Map([
  ...([
    ['continuation', 0],
    ['text', 1],
    ['binary', 2],
  ] as const),
  ...([
    ['close', 8],
    ['ping', 9],
    ['pong', 10],
  ] as const),
]);
const kinds = new Map([...opcodes].map(([kind, opcode]) => [opcode, kind]));

/**
 * Frames as Chrome writes them beside an entry: `data` is the text of a text frame, and else Base64 of the payload, as in
 * its protocol (`Network.WebSocketFrame`); `time` is in seconds.
 */
export function webSocketMessages({ items }: MessageStream) {
  return items.flatMap((item) => {
    const opcode = opcodes.get(item.kind);
    if (opcode === undefined) return [];
    const type = item.from === 'client' ? 'send' : 'receive';
    return [{ type, time: item.timeMs / 1000, opcode, data: dataOf(item) }];
  });
}

function dataOf({ kind, text, data, closeCode }: StreamedMessage): string {
  if (kind === 'text') return text ?? Buffer.from(data ?? '', 'base64').toString();
  if (closeCode === undefined) return data ?? Buffer.from(text ?? '').toString('base64');
  const code = Buffer.of(closeCode >> 8, closeCode & 0xff);
  return Buffer.concat([code, Buffer.from(text ?? '')]).toString('base64');
}

/** @param startMs of the exchange, for messages that tell no time */
export function messagesIn(value: unknown, startMs: number): MessageStream | undefined {
  const items = itemsIn(value)?.flatMap((item) => messageIn(item, startMs) ?? []);
  if (!items) return undefined;
  const fromClient = items.filter(({ from }) => from === 'client').length;
  return { protocol: 'websocket', fromClient, fromServer: items.length - fromClient, items };
}

function messageIn(value: unknown, startMs: number): StreamedMessage | undefined {
  const { type, opcode, time, data } = fieldsIn(value) ?? {};
  const kind = kinds.get(numberIn(opcode, -1));
  // Chrome tells of errors, too.
  if (kind === undefined || (type !== 'send' && type !== 'receive')) return undefined;
  const timeMs = numberIn(time, startMs / 1000) * 1000;
  const from = type === 'send' ? 'client' : 'server';
  const shared = { timeMs: Math.abs(timeMs) <= latestMs ? timeMs : startMs, from, kind } as const;
  const text = textIn(data);
  if (kind === 'text') return { ...shared, size: Buffer.byteLength(text), text };
  const bytes = Buffer.from(text, 'base64');
  const { length: size } = bytes;
  if (kind !== 'close' || size < 2) return { ...shared, size, data: bytes.toString('base64') };
  const reason = bytes.toString('utf8', 2);
  return { ...shared, size, closeCode: bytes.readUInt16BE(0), ...(reason && { text: reason }) };
}
