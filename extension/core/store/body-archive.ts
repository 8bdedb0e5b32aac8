import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';

/** The bodies of an exchange, apart from the rest of it. */
export interface Bodies {
  readonly request: MessageBody;
  readonly response: MessageBody;
}

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

export function bodiesOf({ request, response }: Exchange): Bodies {
  return { request: bodyOf(request), response: response ? bodyOf(response) : {} };
}

export function withBodies(exchange: Exchange, { request, response }: Bodies): Exchange {
  return {
    ...exchange,
    request: { ...exchange.request, ...request },
    response: exchange.response && { ...exchange.response, ...response },
  };
}

function bodyOf({ body, decodedBody }: MessageBody): MessageBody {
  return {
    ...(body !== undefined && { body }),
    ...(decodedBody !== undefined && { decodedBody }),
  };
}
