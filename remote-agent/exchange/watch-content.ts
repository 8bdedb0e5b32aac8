import { Base64Reader } from '../grpc/base64-reader.ts';
import { GrpcReader } from '../grpc/grpc-reader.ts';
import type { Message } from '../http/message.ts';
import type { HeaderField, MessageStreamProtocol } from '../protocol/exchange.ts';
import { CodedEvents, isEventCoding } from '../server-sent-events/coded-events.ts';
import { EventReader } from '../server-sent-events/event-reader.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import { MessageLog } from './message-log.ts';

/** Whether {@link watchContent} may have something to do for a message of HTTP/1. */
export function mayCarryMessages(message: Message): boolean {
  return message.framingFields.carrier;
}

/**
 * Lets the content of a message whose head was read be split as it comes, where its type says that it carries events
 * or gRPC messages.
 */
export function watchContent(message: Message, budget: MemoryBudget): void {
  const type = fieldOf(message.fields, 'content-type');
  if (type.startsWith('application/grpc')) watchGrpc(message, type, budget);
  else if (type.startsWith('text/event-stream') && message.side === 'response') {
    watchEvents(message, fieldOf(message.fields, 'content-encoding'), budget);
  }
}

function watchEvents(message: Message, coding: string, budget: MemoryBudget): void {
  // What another coding holds back cannot be told when it comes.
  if (coding !== '' && !isEventCoding(coding)) return;
  message.log = new MessageLog('server-sent-events', budget);
  const reader = new EventReader(message, message.log);
  message.body.watcher = coding === '' ? reader : new CodedEvents(reader, coding, budget);
}

function watchGrpc(message: Message, type: string, budget: MemoryBudget): void {
  const protocol: MessageStreamProtocol = type.startsWith('application/grpc-web')
    ? 'grpc-web'
    : 'grpc';
  message.log = new MessageLog(protocol, budget);
  const reader = new GrpcReader(message, message.log);
  const isText = type.startsWith('application/grpc-web-text');
  message.grpc = reader;
  message.body.watcher = isText ? new Base64Reader(reader) : reader;
}

function fieldOf(fields: readonly HeaderField[], wanted: string): string {
  for (const [name, value] of fields) {
    if (name.length === wanted.length && name.toLowerCase() === wanted) {
      return value.trim().toLowerCase();
    }
  }
  return '';
}
