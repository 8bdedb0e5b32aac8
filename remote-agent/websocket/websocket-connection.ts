import { MessageLog } from '../exchange/message-log.ts';
import type { Message } from '../http/message.ts';
import type { ProtocolReader, TakeOver } from '../http/protocol-reader.ts';
import type { Side } from '../protocol/exchange.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import { deflateParameters } from './extensions.ts';
import { FrameReader } from './frame-reader.ts';
import { MessageInflater } from './message-inflater.ts';

interface WebSocketOptions {
  readonly budget: MemoryBudget;
  readonly joined: boolean;
}

/** Readers of both directions of a WebSocket, which log what they see with the messages that opened it. */
export function openWebSocket(
  request: Message | null,
  response: Message,
  { budget, joined }: WebSocketOptions,
): { readonly fromClient: FrameReader; readonly fromServer: FrameReader } {
  const deflate = deflateParameters(response.fields);
  const inflater = (keeps: boolean) => (deflate ? new MessageInflater(keeps, budget) : null);
  const clientLog = new MessageLog('websocket', budget);
  const serverLog = new MessageLog('websocket', budget);
  if (request) request.log = clientLog;
  // Nobody is going to be told what it holds.
  else clientLog.release();
  response.log = serverLog;
  return {
    fromClient: new FrameReader(
      clientLog,
      true,
      inflater(deflate?.clientKeepsWindow ?? false),
      joined,
    ),
    fromServer: new FrameReader(
      serverLog,
      false,
      inflater(deflate?.serverKeepsWindow ?? false),
      false,
    ),
  };
}

/** A connection that has become a WebSocket (RFC 6455, section 4). Its exchange lasts as long as it does. */
class WebSocketConnection implements ProtocolReader {
  readonly waiting = false;

  constructor(
    readonly side: Side,
    readonly sent: FrameReader,
    readonly received: FrameReader,
  ) {}

  expire(): void {}

  sendingEnded(): void {}

  finish(): void {
    this.sent.finish();
    this.received.finish();
  }
}

export const takeOverWebSocket: TakeOver = ({ exchange, options }) => {
  const { request, response } = exchange;
  if (!response) return null;
  const { fromClient, fromServer } = openWebSocket(request, response, options);
  const { side } = options;
  const [sent, received] = side === 'server' ? [fromServer, fromClient] : [fromClient, fromServer];
  return { reader: new WebSocketConnection(side, sent, received), keepsExchange: true };
};
