import type { Endpoint, HeaderField } from '../../../remote-agent/protocol/exchange.ts';
import type { ReplayParams } from '../../../remote-agent/protocol/replay.ts';
import { addressOf } from '../exchange/traits.ts';

/** A document that is no request; the message is a sentence. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A request as a document that can be edited: lines with `#` that say where it goes, then the message as HTTP/1.1 would
 * have it (RFC 9112). A body that an editor would change is written in Base64. {@link parseDocument} reads it.
 */
export function requestDocument(params: ReplayParams, hints: readonly string[] = []): string {
  const { protocol, scheme, to, proxied, method, target, headers, authority, body = '' } = params;
  const text = editable(body);
  const named = headers.some(([name]) => name.toLowerCase() === 'host');
  return [
    ...hints.map((hint) => `# ${hint}`),
    `# to: ${to.kind === 'unix' ? `unix:${to.address}` : addressOf(to)}`,
    ...(proxied
      ? [`# proxied: ${addressOf(proxied.source)} ${addressOf(proxied.destination)}`]
      : []),
    ...(scheme === 'https' ? ['# scheme: https'] : []),
    ...(text === undefined ? ['# body: base64'] : []),
    `${method} ${target} ${protocol}`,
    ...(named || authority === '' ? [] : [`Host: ${authority}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    '',
    text ?? body.replace(/.{1,100}/g, '$&\n').trimEnd(),
  ].join('\n');
}

/** A name and its one value, or two addresses; other lines with `#` are comments. */
const setting = /^#\s*(proxied|(?:to|scheme|body)(?=:\s*\S+\s*$)):\s*(\S.*?)\s*$/;

/** @throws DocumentError */
export function parseDocument(text: string): ReplayParams {
  const lines = text.split(/\r?\n/);
  const settings = new Map<string, string>();
  let at = 0;
  for (; at < lines.length && /^\s*(#.*)?$/.test(lines[at] ?? ''); at += 1) {
    const [, name, value] = setting.exec(lines[at] ?? '') ?? [];
    if (name !== undefined && value !== undefined) settings.set(name, value);
  }
  const { method, given, version } = requestLineOf(lines[at] ?? '');
  const headers: HeaderField[] = [];
  for (at += 1; at < lines.length && lines[at] !== ''; at += 1) {
    const [, name, value = ''] = /^([^:\s]+):\s*(.*?)\s*$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined) {
      throw new DocumentError(`Line ${at + 1} is no header field, as “Name: value”.`);
    }
    headers.push([name, value]);
  }
  const url = /^(https?):\/\/([^/?#]+)([^#]*)$/i.exec(given);
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  const authority = url?.[2] ?? host ?? '';
  const scheme = url?.[1]?.toLowerCase() === 'https' ? 'https' : schemeOf(settings.get('scheme'));
  const body = bodyOf(lines.slice(at + 1), settings.get('body') === 'base64');
  return {
    protocol: version.startsWith('HTTP/2') ? 'HTTP/2' : 'HTTP/1.1',
    ...{ scheme, method, authority, headers },
    to: endpointOf(settings.get('to') ?? authority, scheme),
    ...proxiedOf(settings.get('proxied')),
    target: url ? targetOf(url[3] ?? '') : given,
    ...(body !== '' && { body }),
  };
}

/** A target is whatever stands between the method and the version: some clients send blanks in it. */
function requestLineOf(text: string) {
  const line = text.trimEnd();
  const version = / (HTTP\/[\d.]+)$/.exec(line)?.[1];
  const before = version === undefined ? line : line.slice(0, -version.length).trimEnd();
  const [, method, given] = /^(\S+) +(\S.*)$/.exec(before) ?? [];
  if (method === undefined || given === undefined) {
    throw new DocumentError('There is no request line, as “GET /path HTTP/1.1”.');
  }
  return { method, given, version: version ?? 'HTTP/1.1' };
}

/** The body as text that an editor keeps byte by byte; `undefined` where it would not. */
function editable(base64: string): string | undefined {
  try {
    const text = utf8.decode(Buffer.from(base64, 'base64'));
    // An editor has one kind of line ends.
    return /[\0\r\u2028\u2029\ufeff]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function bodyOf(lines: readonly string[], coded: boolean): string {
  if (!coded) return Buffer.from(lines.join('\n')).toString('base64');
  const base64 = lines.join('').replaceAll(/\s/g, '');
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return base64;
  throw new DocumentError('The body is no Base64, as “# body: base64” says.');
}

function targetOf(rest: string): string {
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function schemeOf(text: string | undefined): 'http' | 'https' {
  return text === 'https' ? 'https' : 'http';
}

function proxiedOf(text: string | undefined): Pick<ReplayParams, 'proxied'> {
  if (text === undefined) return {};
  const [source, destination, ...more] = text.split(/\s+/);
  if (source === undefined || destination === undefined || more.length > 0) {
    throw new DocumentError(
      'For the PROXY protocol, write two addresses: “# proxied: 192.0.2.1:50000 192.0.2.2:443”.',
    );
  }
  return {
    proxied: { source: endpointOf(source, 'http'), destination: endpointOf(destination, 'http') },
  };
}

function endpointOf(text: string, scheme: 'http' | 'https'): Endpoint {
  const path = /^unix:(.+)$/.exec(text)?.[1];
  if (path !== undefined) return { address: path, port: 0, kind: 'unix' };
  const [, six, name = '', port] =
    /^(?:\[([0-9a-f:.]+)\]|([^:]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const address = six ?? name;
  if (address === '') {
    throw new DocumentError('There is no address: write “# to: address:port”, or a Host header.');
  }
  return { address, port: Number(port ?? (scheme === 'https' ? 443 : 80)) };
}
