import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation } from '../testing/conversation.ts';
import { type ParsedMessage, parseRequests, parseResponse } from '../testing/node-parser.ts';
import type { Message } from './message.ts';

/** Byte streams whose reading Node's own parser decides: ours must be the same wherever they are split. */
const requests: readonly { readonly bytes: string; readonly count: number }[] = [
  { bytes: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', count: 1 },
  {
    bytes: 'GET http://a.b/c?d=e#f HTTP/1.1\r\nHost:a.b\r\nX-Empty:\r\nX-Tab: \tv\t \r\n\r\n',
    count: 1,
  },
  {
    bytes:
      'POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET /q HTTP/1.1\r\nHost: a\r\n\r\n',
    count: 2,
  },
  {
    bytes:
      'PUT /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n' +
      '5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\nX-T: 1\r\nX-U: 2\r\n\r\n' +
      'DELETE /q HTTP/1.1\r\nHost: a\r\n\r\n',
    count: 2,
  },
  { bytes: 'PROPFIND /dav HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n\r\n\r', count: 1 },
  { bytes: 'GET /e HTTP/1.1\r\nHost: a\r\nX-Latin: caf\xe9\r\n\r\n', count: 1 },
  {
    bytes: '\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n',
    count: 2,
  },
  { bytes: 'OPTIONS * HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n', count: 1 },
];

const responses: readonly { readonly bytes: string; readonly method: string }[] = [
  { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi', method: 'GET' },
  { bytes: 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', method: 'GET' },
  { bytes: 'HTTP/1.0 404 Not Found Here\r\n\r\nuntil the end', method: 'GET' },
  { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n', method: 'HEAD' },
  { bytes: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n', method: 'GET' },
  { bytes: 'HTTP/1.1 204 No Content\r\n\r\n', method: 'POST' },
  {
    bytes:
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx',
    method: 'GET',
  },
  {
    bytes:
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n\r\n' +
      '00c\r\n012345678901\r\n1\r\n\n\r\n0\r\nX-Sum: 1\r\n\r\n',
    method: 'GET',
  },
];

function asParsed(message: Message): ParsedMessage {
  const { method, target, status, reason, side, body } = message;
  return {
    start: side === 'request' ? `${method} ${target}` : `${status} ${reason}`,
    headers: message.fields.flat(),
    trailers: message.trailers.flat(),
    body: body.toBuffer().toString('latin1'),
  };
}

/** The bytes in one event, in two for every place to cut them, and in one event a byte. */
function* waysToSplit(bytes: string): Iterable<string[]> {
  for (let cut = 0; cut < bytes.length; cut++) yield [bytes.slice(0, cut), bytes.slice(cut)];
  yield [...bytes];
}

for (const { bytes, count } of requests) {
  test(`requests as Node reads them: ${JSON.stringify(bytes.slice(0, 40))}`, async () => {
    const expected = await parseRequests(bytes, count);
    for (const parts of waysToSplit(bytes)) {
      const talk = new Conversation();
      for (const part of parts) if (part) talk.request(part);
      talk.close();
      const messages = talk.exchanges.flatMap(({ request }) => (request ? [request] : []));
      assert.deepEqual(messages.map(asParsed), expected, JSON.stringify(parts));
    }
  });
}

for (const { bytes, method } of responses) {
  test(`a response as Node reads it: ${JSON.stringify(bytes.slice(0, 40))}`, async () => {
    const expected = await parseResponse(bytes, method);
    for (const parts of waysToSplit(bytes)) {
      const talk = new Conversation().request(`${method} / HTTP/1.1\r\nHost: a\r\n\r\n`);
      for (const part of parts) if (part) talk.response(part);
      talk.close();
      const messages = talk.exchanges.flatMap(({ response }) => (response ? [response] : []));
      assert.deepEqual(messages.map(asParsed), [expected], JSON.stringify(parts));
    }
  });
}
