import { type ClientHttp2Stream, connect, type IncomingHttpHeaders } from 'node:http2';
import type { HeaderField } from '../protocol/exchange.ts';
import { type Answer, Content } from './answer.ts';
import type { Asked } from './asked.ts';
import { connectTo } from './connect.ts';

/** As {@link sendHttp1}, with prior knowledge of HTTP/2 (RFC 9113, section 3.3). */
export async function sendHttp2(asked: Asked, signal: AbortSignal): Promise<Answer> {
  const { scheme, authority, to } = asked;
  const session = connect(`${scheme}://${to.kind === 'unix' ? 'localhost' : authority}`, {
    createConnection: () => connectTo(asked),
  });
  try {
    return await new Promise<Answer>((resolve, reject) => {
      session.once('error', reject);
      const stream = session.request(headersOf(asked), {
        endStream: asked.body.length === 0,
        signal,
      });
      stream.once('error', reject);
      // A connection that ends before there is an answer is no error to the library.
      stream.once('close', () => reject(new Error('the connection was closed')));
      stream.once('response', (headers) => resolve(read(stream, headers, signal)));
      if (asked.body.length > 0) stream.end(asked.body);
    });
  } finally {
    session.destroy();
  }
}

function headersOf({ method, target, scheme, authority, headers, body }: Asked) {
  const made: Record<string, string | string[]> = {
    ...{ ':method': method, ':path': target, ':scheme': scheme, ':authority': authority },
    ...(body.length > 0 && { 'content-length': String(body.length) }),
  };
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower === 'host') continue;
    const before = made[lower];
    made[lower] = before === undefined ? value : [before, value].flat();
  }
  return made;
}

async function read(
  stream: ClientHttp2Stream,
  headers: IncomingHttpHeaders,
  signal: AbortSignal,
): Promise<Answer> {
  const responseStartMs = Date.now();
  const content = new Content();
  let trailers: readonly HeaderField[] = [];
  stream.once('trailers', (fields) => {
    trailers = fieldsOf(fields);
  });
  try {
    for await (const piece of stream) if (!content.add(piece as Buffer)) break;
  } catch (error) {
    if (!signal.aborted && !stream.destroyed) throw error;
    content.cut = true;
  }
  // Nor is one that ends before the answer does.
  if (!stream.readableEnded) content.cut = true;
  const status = Number(headers[':status']);
  const fields = fieldsOf(headers);
  return { ...{ status, reason: '', fields, trailers }, content, responseStartMs };
}

function fieldsOf(headers: IncomingHttpHeaders): readonly HeaderField[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(':') || value === undefined
      ? []
      : [value].flat().map((each): HeaderField => [name, each]),
  );
}
