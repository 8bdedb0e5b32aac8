import type {
  CompletenessNote,
  Exchange,
  RequestMessage,
  ResponseMessage,
} from '../protocol/exchange.ts';

/** How many bytes of bodies an exchange carries, decoded. */
export function bodyBytesOf({ request, response }: Exchange): number {
  return carriedBytes(request) + (response ? carriedBytes(response) : 0);
}

function carriedBytes({ body, decodedBody }: RequestMessage | ResponseMessage): number {
  return decodedLength(body) + decodedLength(decodedBody);
}

function decodedLength(base64 = ''): number {
  return (
    Math.floor((base64.length * 3) / 4) - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0)
  );
}

/** The exchange without its bodies, and saying so. */
export function withoutBodies(exchange: Exchange): Exchange {
  const request = withoutBody(exchange.request);
  const response = exchange.response && withoutBody(exchange.response);
  const { state, notes } = exchange.completeness;
  const left: CompletenessNote[] = notes.filter((note) => note.kind !== 'truncated');
  if (carriedBytes(exchange.request) > 0) {
    left.push(truncated('request', exchange.request.bodyBytes));
  }
  if (exchange.response && carriedBytes(exchange.response) > 0) {
    left.push(truncated('response', exchange.response.bodyBytes));
  }
  return {
    ...exchange,
    request,
    response,
    ...(exchange.messages && { messages: { ...exchange.messages, items: [] } }),
    completeness: { state: state === 'complete' ? 'truncated' : state, notes: left },
  };
}

function withoutBody<Of extends RequestMessage | ResponseMessage>(message: Of) {
  const { body: _body, decodedBody: _decodedBody, ...rest } = message;
  return rest;
}

function truncated(message: 'request' | 'response', total: number): CompletenessNote {
  return { kind: 'truncated', message, captured: 0, total };
}
