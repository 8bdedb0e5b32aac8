import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';

/** The bodies of an exchange, apart from the rest of it, and the messages that were read of them. */
export interface Bodies {
  readonly request: MessageBody;
  readonly response: MessageBody;
  readonly messages?: Items;
}

type Items = NonNullable<Exchange['messages']>['items'];

interface MessageBody {
  readonly body?: string;
  readonly decodedBody?: string;
}

/** Where bodies go that memory has no room for. */
export interface BodyArchive {
  /** @returns whether it is kept */
  put(id: string, bodies: Bodies): boolean;
  get(id: string): Bodies | undefined;
  delete(id: string): void;
  clear(): void;
  /** How many were let go to make room for others. */
  readonly evicted: number;
}

export function bodiesOf({ request, response, messages }: Exchange): Bodies {
  return {
    request: bodyOf(request),
    response: response ? bodyOf(response) : {},
    ...(messages && { messages: messages.items }),
  };
}

export function withBodies(exchange: Exchange, bodies: Bodies): Exchange {
  const { request, response, messages: items } = bodies;
  const { messages } = exchange;
  return {
    ...exchange,
    request: { ...exchange.request, ...request },
    response: exchange.response && { ...exchange.response, ...response },
    ...(messages && items && { messages: { ...messages, items } }),
  };
}

function bodyOf({ body, decodedBody }: MessageBody): MessageBody {
  return {
    ...(body !== undefined && { body }),
    ...(decodedBody !== undefined && { decodedBody }),
  };
}
