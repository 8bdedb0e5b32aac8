import type {
  CompletenessNote,
  Exchange,
  RequestMessage,
  ResponseMessage,
} from '../protocol/exchange.ts';

/** About how many bytes an exchange takes in a message, bodies included. */
export function weightOf({ request, response, process }: Exchange): number {
  const head = 800 + process.command.length + request.target.length;
  return head + messageWeight(request) + (response ? messageWeight(response) : 0);
}

function messageWeight({ headers, body }: RequestMessage | ResponseMessage): number {
  let weight = body?.length ?? 0;
  for (const [name, value] of headers) weight += name.length + value.length + 8;
  return weight;
}

/** How many bytes of bodies an exchange carries, decoded. */
export function bodyBytesOf({ request, response }: Exchange): number {
  return decodedLength(request.body) + decodedLength(response?.body);
}

function decodedLength(base64 = ''): number {
  return (
    Math.floor((base64.length * 3) / 4) - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0)
  );
}

/** The exchange without its bodies, and saying so. */
export function withoutBodies(exchange: Exchange): Exchange {
  const { body: requestBody, ...request } = exchange.request;
  const { body: responseBody, ...response } = exchange.response ?? { body: undefined };
  const { state, notes } = exchange.completeness;
  const left: CompletenessNote[] = notes.filter((note) => note.kind !== 'truncated');
  if (requestBody !== undefined) left.push(truncated('request', exchange.request.bodyBytes));
  if (exchange.response && responseBody !== undefined) {
    left.push(truncated('response', exchange.response.bodyBytes));
  }
  return {
    ...exchange,
    request,
    response: exchange.response ? (response as ResponseMessage) : null,
    completeness: { state: state === 'complete' ? 'truncated' : state, notes: left },
  };
}

function truncated(message: 'request' | 'response', total: number): CompletenessNote {
  return { kind: 'truncated', message, captured: 0, total };
}
