import type {
  CompletenessNote,
  Exchange,
  MessageStream,
  RequestMessage,
  ResponseMessage,
} from '../protocol/exchange.ts';

/** About how many bytes an exchange takes in a message, bodies included. */
export function weightOf({ request, response, process, messages }: Exchange): number {
  const head = 800 + process.command.length + request.target.length + streamWeight(messages);
  return head + messageWeight(request) + (response ? messageWeight(response) : 0);
}

function streamWeight(messages: MessageStream | undefined): number {
  let weight = 0;
  for (const { text = '', data = '', fields } of messages?.items ?? []) {
    weight += 150 + text.length + data.length * (fields ? 3 : 1);
  }
  return weight;
}

function messageWeight(message: RequestMessage | ResponseMessage): number {
  const { headers, body = '', decodedBody = '' } = message;
  let weight = body.length + decodedBody.length;
  for (const [name, value] of headers) weight += name.length + value.length + 8;
  return weight;
}

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
