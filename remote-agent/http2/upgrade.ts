import { BodyPrefix } from '../http/body.ts';
import { authorityOf } from '../http/framing.ts';
import type { Message } from '../http/message.ts';
import type { ReaderOptions, TakeOver } from '../http/protocol-reader.ts';
import { Http2Connection } from './http2-connection.ts';
import { Http2Message } from './http2-message.ts';

/**
 * HTTP/2 after `Upgrade: h2c` (RFC 7540, section 3.2). The exchange that asked for it ends with its 101; the answer
 * to its request is stream 1 of the new protocol, an exchange of its own.
 */
export const takeOverHttp2: TakeOver = ({ exchange, options }, listener) => {
  const { request } = exchange;
  const reader = new Http2Connection(options, listener);
  if (request) reader.upgraded(requestOfStream1(request, options));
  return { reader, keepsExchange: false };
};

function requestOfStream1(request: Message, { captureLimit, budget }: ReaderOptions): Http2Message {
  // The exchange with the 101 is named by the first byte of the request, this one by its last.
  const position = Math.max(request.endPosition - 1, request.position + 1);
  const body = new BodyPrefix(captureLimit, budget);
  const message = new Http2Message('request', position, request.startNs, body);
  const size = request.fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  message.setFields(request.fields, size);
  message.method = request.method;
  message.target = request.target;
  message.authority = authorityOf(request);
  message.notes.push(...request.notes);
  const content = request.body.toBuffer();
  body.append(content, 0, content.length);
  message.bodyBytes = request.bodyBytes;
  message.endNs = request.endNs;
  message.ended = true;
  return message;
}
