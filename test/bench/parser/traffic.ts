import type { Talk, Traffic } from './stream.ts';

const get =
  'GET /items?page=2 HTTP/1.1\r\nHost: shop.example:8080\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n';

/** As nginx sends it. */
function head(fields: string): string {
  return (
    'HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Wed, 25 Nov 2026 18:00:00 GMT\r\n' +
    `Content-Type: application/json\r\n${fields}Connection: keep-alive\r\n\r\n`
  );
}

function json(length: number): string {
  const item = '{"id":12345,"name":"a thing","price":9.99,"tags":["a","b"]},';
  return `[${item.repeat(length / item.length + 1).slice(0, length - 2)}]`;
}

const small = {
  request: [get],
  response: [`${head('Content-Length: 11\r\n')}hello world`],
};
const browser = {
  request: [
    get.replace(
      '\r\n\r\n',
      '\r\nAccept-Language: en-GB,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n' +
        'Authorization: Bearer abc.def.ghi\r\nCookie: sid=0123456789abcdef; theme=dark\r\n' +
        'Referer: http://shop.example:8080/?token=abc\r\nSec-Fetch-Mode: cors\r\n\r\n',
    ),
  ],
  response: [`${head('Content-Length: 300\r\nSet-Cookie: sid=1; Path=/\r\n')}${json(300)}`],
};
/** As in a browser, with ids in both heads and in the target that come only once in a round. */
function unlike(number: number): Talk {
  const id = `${number * 7919}`;
  return {
    request: browser.request.map((text) =>
      text.replace('page=2', `page=${id}`).replace('Sec-', `X-Request-Id: ${id}\r\nSec-`),
    ),
    response: browser.response.map((text) =>
      text.replace('Connection:', `ETag: "${id}"\r\nConnection:`),
    ),
  };
}
const body = json(65_536);
const large = {
  request: [get],
  response: [
    `${head('Content-Length: 65536\r\n')}${body.slice(0, 16_000)}`,
    body.slice(16_000, 32_768),
    body.slice(32_768, 49_152),
    body.slice(49_152),
  ],
};
const chunked = {
  request: [get],
  response: [
    head('Transfer-Encoding: chunked\r\n'),
    ...Array.from({ length: 8 }, () => `400\r\n${json(1024)}\r\n`),
    '0\r\n\r\n',
  ],
};
const download = {
  request: [get],
  response: [
    head(`Content-Length: ${64 * 65_536}\r\n`),
    ...Array.from({ length: 64 }, () => 'x'.repeat(65_536)),
  ],
};
const counted = {
  request: [get],
  response: [
    head(`Content-Length: ${64 * 65_536}\r\n`),
    ...Array.from({ length: 64 }, () => 65_536),
  ],
};

export interface Load {
  readonly name: string;
  readonly what: string;
  readonly traffic: Traffic;
  /** Bytes of a body that are kept. */
  readonly captureLimit: number;
  /** llhttp can read it: all bytes are there. */
  readonly comparable: boolean;
}

const kept = { captureLimit: 65_536, comparable: true };
const eight = { connections: 8, bothEnds: false };

/** What the bench puts through the agent. */
export const loads: readonly Load[] = [
  {
    name: 'small',
    what: 'small GETs',
    traffic: { talk: () => small, each: 200, ...eight },
    ...kept,
  },
  {
    name: 'small-both-ends',
    what: 'small GETs, both ends on the host',
    traffic: { talk: () => small, each: 200, connections: 8, bothEnds: true },
    captureLimit: 65_536,
    comparable: false,
  },
  {
    name: 'browser',
    what: 'GETs with cookies and a token',
    traffic: { talk: () => browser, each: 200, ...eight },
    ...kept,
  },
  {
    name: 'unlike',
    what: 'GETs with cookies, no two alike',
    traffic: { talk: unlike, each: 200, ...eight },
    ...kept,
  },
  { name: '64k', what: '64 KiB JSON', traffic: { talk: () => large, each: 4, ...eight }, ...kept },
  {
    name: 'chunked',
    what: '8 chunks of 1 KiB',
    traffic: { talk: () => chunked, each: 20, ...eight },
    ...kept,
  },
  {
    name: 'counted',
    what: 'bodies of 4 MiB, only counted by the agent',
    traffic: { talk: () => download, each: 1, connections: 2, bothEnds: false },
    captureLimit: 0,
    comparable: true,
  },
  {
    name: 'counted-in-kernel',
    what: 'bodies of 4 MiB, only counted by the kernel',
    traffic: { talk: () => counted, each: 4, ...eight },
    captureLimit: 0,
    comparable: false,
  },
];
