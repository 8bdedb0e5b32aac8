import type {
  Exchange,
  HeaderField,
  RequestMessage,
  ResponseMessage,
} from '../../../remote-agent/protocol/exchange.ts';

/** What an object with a dozen fields and its place in the store's tables take, roughly. */
const base = 900;
const perHeader = 80;

/** Roughly the bytes of memory that an exchange takes, its bodies left out. */
export function headSize({ request, response, process, peer }: Exchange): number {
  return (
    base +
    request.target.length +
    request.authority.length +
    headersSize(request.headers) +
    headersSize(request.trailers) +
    (response
      ? response.reason.length + headersSize(response.headers) + headersSize(response.trailers)
      : 0) +
    process.command.length +
    (peer.process?.command.length ?? 0)
  );
}

/** Bytes of memory that the bodies take as they are held: as Base64. */
export function bodySize({ request, response }: Exchange): number {
  return heldBytes(request) + (response ? heldBytes(response) : 0);
}

function heldBytes({ body = '', decodedBody = '' }: RequestMessage | ResponseMessage): number {
  return body.length + decodedBody.length;
}

export function withoutBodies(exchange: Exchange): Exchange {
  const { body: _request, decodedBody: _decodedRequest, ...request } = exchange.request;
  if (!exchange.response) return { ...exchange, request };
  const { body: _response, decodedBody: _decodedResponse, ...response } = exchange.response;
  return { ...exchange, request, response };
}

function headersSize(headers: readonly HeaderField[] = []): number {
  let size = 0;
  for (const [name, value] of headers) size += perHeader + name.length + value.length;
  return size;
}
