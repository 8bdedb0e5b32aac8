import { type IncomingMessage, request } from 'node:http';
import { type Answer, Content, fieldsOf } from './answer.ts';
import type { Asked } from './asked.ts';
import { connectTo } from './connect.ts';

const mostHeadBytes = 256 * 1024;

/** Sends a request on a connection of its own and waits for the whole answer, or for the signal. */
export async function sendHttp1(asked: Asked, signal: AbortSignal): Promise<Answer> {
  const { method, target, body } = asked;
  return await new Promise<Answer>((resolve, reject) => {
    const sent = request({
      ...{ method, path: target, headers: headersOf(asked), signal },
      createConnection: () => connectTo(asked),
      ...{ maxHeaderSize: mostHeadBytes, insecureHTTPParser: true, setHost: false },
    });
    sent.once('error', reject);
    sent.once('response', (response) => resolve(read(response, signal)));
    // An answer that switches protocols has no end.
    sent.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve(answerOf(response, new Content(), Date.now()));
    });
    sent.end(body);
  });
}

/** As Node takes them where it is to send them as they are: names and values in turn. */
function headersOf({ headers, authority, body, method }: Asked): string[] {
  const all = headers.flat();
  if (!headers.some(([name]) => name.toLowerCase() === 'host')) all.unshift('Host', authority);
  const bodiless = body.length === 0 && ['GET', 'HEAD', 'DELETE', 'OPTIONS'].includes(method);
  if (!bodiless) all.push('Content-Length', String(body.length));
  return [...all, 'Connection', 'close'];
}

async function read(response: IncomingMessage, signal: AbortSignal): Promise<Answer> {
  const responseStartMs = Date.now();
  const content = new Content();
  try {
    for await (const piece of response) if (!content.add(piece as Buffer)) break;
  } catch (error) {
    // What came before the time was up, or the connection broke, is an answer too.
    if (!signal.aborted && !response.destroyed) throw error;
    content.cut = true;
  }
  return answerOf(response, content, responseStartMs);
}

function answerOf(response: IncomingMessage, content: Content, responseStartMs: number): Answer {
  return {
    status: response.statusCode ?? 0,
    reason: response.statusMessage ?? '',
    fields: fieldsOf(response.rawHeaders),
    trailers: fieldsOf(response.rawTrailers),
    ...{ content, responseStartMs },
  };
}
