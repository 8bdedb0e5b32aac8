import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';

/** A message as Node's own parser reads it. */
export interface ParsedMessage {
  readonly start: string;
  readonly headers: readonly string[];
  readonly trailers: readonly string[];
  readonly body: string;
}

/** A connection whose peer says exactly these bytes, and then, if asked to, closes. */
function scriptedSocket(bytes: string, closes: boolean): Duplex {
  const socket = new Duplex({
    read() {},
    write(_chunk, _encoding, done) {
      done();
    },
  });
  setImmediate(() => {
    socket.push(Buffer.from(bytes, 'latin1'));
    if (closes) socket.push(null);
  });
  return socket;
}

async function readMessage(message: IncomingMessage, start: string): Promise<ParsedMessage> {
  let body = '';
  message.setEncoding('latin1').on('data', (text: string) => {
    body += text;
  });
  await new Promise((resolve) => message.once('end', resolve));
  return { start, headers: message.rawHeaders, trailers: message.rawTrailers, body };
}

/** The requests that Node's server reads from these bytes. */
export async function parseRequests(bytes: string, count: number): Promise<ParsedMessage[]> {
  const server = createServer();
  const messages: Promise<ParsedMessage>[] = [];
  const all = new Promise<void>((resolve, reject) => {
    server.on('clientError', reject);
    server.on('request', (message, response) => {
      messages.push(readMessage(message, `${message.method} ${message.url}`));
      response.end();
      if (messages.length === count) resolve();
    });
  });
  const socket = scriptedSocket(bytes, false);
  server.emit('connection', socket);
  await all;
  const parsed = await Promise.all(messages);
  socket.destroy();
  return parsed;
}

/** The response that Node's client reads from these bytes. */
export async function parseResponse(bytes: string, method: string): Promise<ParsedMessage> {
  const socket = scriptedSocket(bytes, true);
  const request = httpRequest({ method, createConnection: () => socket });
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
    request.end();
  });
  return readMessage(message, `${message.statusCode} ${message.statusMessage}`);
}
