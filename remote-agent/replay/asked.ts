import { isIP } from 'node:net';
import { CaptureFailure } from '../capture/failure.ts';
import type { Endpoint, HeaderField } from '../protocol/exchange.ts';
import { mostReplayed, type ReplayParams } from '../protocol/replay.ts';

/** A request to send, of which everything was checked. */
export interface Asked extends Omit<ReplayParams, 'body'> {
  readonly body: Buffer;
}

const mostHeaders = 500;
const mostHeaderBytes = 256 * 1024;
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What frames a message or belongs to one connection (RFC 9110, section 7.6.1): the new one has its own. */
const framing = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'expect',
  'http2-settings',
]);

/** @throws CaptureFailure for a request that cannot be sent as it is */
export function checkedReplay(params: ReplayParams): Asked {
  const { protocol, scheme, to, proxied, method, target, authority, headers, body = '' } = params;
  if (!isText(method) || !token.test(method) || method === 'CONNECT') refuse('its method');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they would end the request line
  if (!isText(target) || target === '' || /[\x00-\x20\x7f]/.test(target)) refuse('its target');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  if (!isText(authority) || /[\x00-\x20\x7f]/.test(authority)) refuse('its authority');
  if (!isEndpoint(to)) refuse('where it is to go');
  if (proxied && !(isProxied(proxied.source) && isProxied(proxied.destination))) {
    refuse('the addresses for the PROXY protocol');
  }
  if (!isText(body) || (body.length * 3) / 4 > mostReplayed + 3) {
    refuse(`its body, of which at most ${mostReplayed / 1024 / 1024} MiB can be sent`);
  }
  return {
    protocol: protocol === 'HTTP/2' && scheme !== 'https' ? 'HTTP/2' : 'HTTP/1.1',
    scheme: scheme === 'https' ? 'https' : 'http',
    ...{ to, method, target, authority },
    ...(proxied && { proxied }),
    headers: checkedHeaders(headers),
    body: Buffer.from(body, 'base64'),
  };
}

function checkedHeaders(headers: readonly HeaderField[]): readonly HeaderField[] {
  if (!Array.isArray(headers) || headers.length > mostHeaders) refuse('its headers');
  let bytes = 0;
  const kept: HeaderField[] = [];
  for (const [name, value] of headers) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they would end the field
    if (!isText(name) || !isText(value) || /[\x00-\x08\x0a-\x1f\x7f]/.test(value)) {
      refuse('one of its headers');
    }
    bytes += name.length + value.length;
    if (name.startsWith(':') || framing.has(name.toLowerCase())) continue;
    if (!token.test(name)) refuse('the name of one of its headers');
    kept.push([name, value]);
  }
  if (bytes > mostHeaderBytes) refuse('its headers, which are too long');
  return kept;
}

function isEndpoint(to: Endpoint): boolean {
  if (!isText(to?.address) || to.address === '' || to.address.includes('\0')) return false;
  if (to.kind === 'unix') return true;
  return Number.isInteger(to.port) && to.port >= 1 && to.port <= 65_535;
}

function isProxied(end: Endpoint): boolean {
  return isEndpoint(end) && end.kind !== 'unix' && isIP(end.address) !== 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function refuse(what: string): never {
  throw new CaptureFailure('bad-setting', `The request cannot be sent because of ${what}.`);
}
