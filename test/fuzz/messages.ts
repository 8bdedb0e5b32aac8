import { oneOf, type Random } from '../../remote-agent/testing/random.ts';

/** A message that RFC 9112 allows, as bytes, one character each. */
export interface MadeMessage {
  readonly bytes: string;
  /** Of a request, or of the request that a response answers. */
  readonly method: string;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND', 'PATCH'];
const targets = ['/', '/a?b=c&d', '*', 'http://a.example:80/b', '/%20;x=1', `/${'l'.repeat(300)}`];
const names = ['X-A', 'accept', 'Cookie', 'x_y', 'ETag', "!#$%&'*+.^`|~"];
const values = ['', 'a', 'a b', '"quoted, (x)"', 'caf\xe9', 'v'.repeat(120), 'a\tb'];
const blanks = ['', ' ', '\t', '  '];
const codings = ['chunked', 'gzip, chunked', 'Chunked', 'deflate ,\tchunked'];

export function makeRequest(random: Random): MadeMessage {
  const method = oneOf(random, methods);
  const version = oneOf(random, ['HTTP/1.1', 'HTTP/1.0\r\nConnection: keep-alive']);
  const start = `${method} ${oneOf(random, targets)} ${version}\r\nHost: a\r\n`;
  const fate = random(3);
  if (fate === 0) return { method, bytes: `${start}${fields(random)}\r\n` };
  return { method, bytes: start + (fate === 1 ? sized(random) : chunked(random, start)) };
}

export function makeResponse(random: Random, method: string): string {
  if (random(8) === 0)
    return `HTTP/1.1 103 Early Hints\r\n${fields(random)}\r\n${makeResponse(random, method)}`;
  const status = oneOf(random, [200, 201, 206, 400, 404, 500, 599, 204, 304]);
  const start = `HTTP/1.1 ${status} ${oneOf(random, ['OK', '', 'Two words', 'caf\xe9'])}\r\n`;
  const bodiless = method === 'HEAD' || status === 204 || status === 304;
  if (bodiless)
    return `${start}${fields(random)}${status === 204 ? '' : 'Content-Length: 7\r\n'}\r\n`;
  return start + (random(2) === 0 ? sized(random) : chunked(random, start));
}

function sized(random: Random): string {
  const body = content(random);
  return `${fields(random)}${oneOf(random, ['Content-Length', 'content-length'])}:${oneOf(random, blanks)}${body.length}\r\n${fields(random)}\r\n${body}`;
}

function chunked(random: Random, start: string): string {
  // HTTP/1.0 has no chunks.
  if (start.includes('HTTP/1.0')) return sized(random);
  const chunks = Array.from({ length: random(4) }, () => content(random)).filter(
    (body) => body !== '',
  );
  const extension = () => oneOf(random, ['', '', ';a', ';a=b', ';a="b c"']);
  const coded = chunks.map(
    (body) => `${random(2) ? '0' : ''}${body.length.toString(16)}${extension()}\r\n${body}\r\n`,
  );
  const trailers = random(3) === 0 ? fields(random) : '';
  return `${fields(random)}Transfer-Encoding: ${oneOf(random, codings)}\r\n\r\n${coded.join('')}0${extension()}\r\n${trailers}\r\n`;
}

function fields(random: Random): string {
  return Array.from(
    { length: random(4) },
    () =>
      `${oneOf(random, names)}:${oneOf(random, blanks)}${oneOf(random, values)}${oneOf(random, blanks)}\r\n`,
  ).join('');
}

/** Sometimes something that looks like the protocol itself. */
function content(random: Random): string {
  const fate = random(4);
  if (fate === 0) return '';
  if (fate === 1)
    return oneOf(random, [
      '\r\n\r\n',
      '0\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      'HTTP/1.1 200 OK\r\n\r\n',
    ]);
  return String.fromCharCode(...Array.from({ length: random(60) }, () => random(256)));
}
