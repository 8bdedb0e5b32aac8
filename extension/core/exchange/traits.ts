import type { Endpoint, Exchange, HeaderField } from '../../../remote-agent/protocol/exchange.ts';

export type Direction = 'in' | 'out' | 'both';

/** How a request went as its host sees it: into it, out of it, or from one of its processes to another. */
export function directionOf({ side, peer }: Pick<Exchange, 'side' | 'peer'>): Direction {
  if (peer.process !== undefined) return 'both';
  return side === 'server' ? 'in' : 'out';
}

/** The media type of the response, else of the request, without parameters (RFC 9110, section 8.3). */
export function typeOf({ request, response }: Pick<Exchange, 'request' | 'response'>): string {
  const type =
    (response && headerValue(response.headers, 'content-type')) ||
    headerValue(request.headers, 'content-type');
  return (type.split(';')[0] ?? '').trim().toLowerCase();
}

/** The value of a field, case-insensitive (RFC 9110, section 5.1); several are joined by commas. */
export function headerValue(headers: readonly HeaderField[], name: string): string {
  let found: string | undefined;
  for (const [field, value] of headers) {
    if (field.length !== name.length || field.toLowerCase() !== name) continue;
    found = found === undefined ? value : `${found}, ${value}`;
  }
  return found ?? '';
}

/** The whole URL that a request was made to, as far as it is known. */
export function urlOf(exchange: Exchange): string {
  const { scheme, request } = exchange;
  if (/^https?:\/\//i.test(request.target)) return request.target;
  const server = serverOf(exchange);
  // Of a Unix socket nobody needs to name a host; RFC 9110, section 4.2.1 wants one.
  const unnamed = server.kind === 'unix' ? 'localhost' : addressOf(server);
  const authority = request.authority || unnamed;
  return `${scheme}://${authority}${request.target.startsWith('/') ? request.target : '/'}`;
}

/** The server's end of the connection. */
export function serverOf({ side, local, remote }: Exchange): Endpoint {
  return side === 'server' ? local : remote;
}

/** As in a URL: an IPv6 address in brackets. Of a Unix socket its path. */
export function addressOf({ address, port, kind }: Endpoint): string {
  if (kind === 'unix') return address || 'unix';
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
