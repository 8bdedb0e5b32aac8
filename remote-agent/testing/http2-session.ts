import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type RecordedPart, Recorder } from './recorded-connection.ts';

/** An exchange as Node's own HTTP/2 saw it. */
export interface SeenExchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly requestBody: string;
  readonly responseBody: string;
  readonly trailers: IncomingHttpHeaders;
  readonly responseHeaders: IncomingHttpHeaders;
}

export interface Ask {
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer | string;
  readonly trailers?: OutgoingHttpHeaders;
}

type Answer = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, body: Buffer) => void;

/**
 * Lets Node's client and server talk as `asks` and `answer` say, all requests at once, and returns the bytes with
 * what the two saw. `padded`: both pad their frames.
 */
export async function recordSession(
  asks: readonly Ask[],
  answer: Answer,
  options: {
    readonly padded?: boolean;
    readonly tableSize?: number;
    readonly oneByOne?: boolean;
  } = {},
): Promise<{ readonly parts: readonly RecordedPart[]; readonly seen: readonly SeenExchange[] }> {
  const settings = options.tableSize === undefined ? {} : { headerTableSize: options.tableSize };
  // 1: as much padding as there may be.
  const session = options.padded ? { paddingStrategy: 1, settings } : { settings };
  const server = createServer({
    ...session,
    settings: { ...settings, enableConnectProtocol: true },
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('end', () => answer(stream, headers, Buffer.concat(chunks)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const recorder = await Recorder.before(server as unknown as { address(): AddressInfo });
  const client = connect(`http://127.0.0.1:${recorder.port}`, session);
  client.on('stream', (pushed) => pushed.resume());
  await once(client, 'remoteSettings');
  const seen: SeenExchange[] = [];
  if (options.oneByOne) for (const ask of asks) seen.push(await request(client, ask));
  else seen.push(...(await Promise.all(asks.map((ask) => request(client, ask)))));
  client.close();
  await once(client, 'close');
  server.close();
  recorder.close();
  return { parts: recorder.parts, seen };
}

async function request(client: ClientHttp2Session, ask: Ask): Promise<SeenExchange> {
  const { headers = {}, body, trailers } = ask;
  const noBody = body === undefined;
  const stream = client.request(headers, {
    endStream: noBody,
    ...(trailers ? { waitForTrailers: true } : {}),
  });
  stream.on('error', () => {});
  if (trailers) stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  if (!noBody) stream.end(body);
  const answered = await read(stream);
  return {
    method: String(headers[':method'] ?? 'GET'),
    path: String(headers[':path'] ?? '/'),
    requestBody: body?.toString() ?? '',
    ...answered,
  };
}

async function read(stream: ClientHttp2Stream) {
  let responseBody = '';
  let trailers: IncomingHttpHeaders = {};
  let responseHeaders: IncomingHttpHeaders = {};
  stream.setEncoding('latin1');
  stream.on('response', (headers) => {
    responseHeaders = plain(headers);
  });
  stream.on('trailers', (fields) => {
    trailers = plain(fields);
  });
  stream.on('data', (text: string) => {
    responseBody += text;
  });
  await new Promise((resolve) => stream.once('close', resolve));
  return {
    status: Number(responseHeaders[':status'] ?? 0),
    responseBody,
    trailers,
    responseHeaders,
  };
}

/** Without the symbol that Node adds. */
function plain(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers));
}
