import type {
  Exchange,
  RequestMessage,
  ResponseMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import { bytesOf, bytesOfText } from './bytes-of.ts';

/** What an exchange's place in the store's tables takes, roughly. */
const place = 100;

/** Roughly the bytes of memory that an exchange takes, its bodies left out. */
export function headSize(exchange: Exchange): number {
  const whole = bytesOf(exchange, exchange.messages?.items);
  return place + whole - heldBodies(exchange);
}

/** Bytes of memory that the bodies take as they are held: as Base64, and as the messages that were read of them. */
export function bodySize(exchange: Exchange): number {
  const items = exchange.messages?.items;
  return heldBodies(exchange) + (items && items.length > 0 ? bytesOf(items) : 0);
}

export function withoutBodies(exchange: Exchange): Exchange {
  const { messages, response } = exchange;
  return {
    ...exchange,
    request: withoutBody(exchange.request),
    response: response && withoutBody(response),
    ...(messages && { messages: { ...messages, items: [] } }),
  };
}

function withoutBody<Message extends RequestMessage | ResponseMessage>(message: Message): Message {
  const { body: _, decodedBody: _decoded, ...rest } = message;
  return rest as Message;
}

function heldBodies({ request, response }: Exchange): number {
  return heldBytes(request) + (response ? heldBytes(response) : 0);
}

function heldBytes({ body, decodedBody }: RequestMessage | ResponseMessage): number {
  const text = body === undefined ? 0 : bytesOfText(body);
  return decodedBody === undefined ? text : text + bytesOfText(decodedBody);
}
