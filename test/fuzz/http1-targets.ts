import { isDeepStrictEqual } from 'node:util';
import type { Message } from '../../remote-agent/http/message.ts';
import { MemoryBudget } from '../../remote-agent/stream/budget.ts';
import { Conversation } from '../../remote-agent/testing/conversation.ts';
import { parseAll } from '../../remote-agent/testing/llhttp.ts';
import type { ParsedMessage } from '../../remote-agent/testing/node-parser.ts';
import { oneOf, type Random } from '../../remote-agent/testing/random.ts';
import { makeRequest, makeResponse } from './messages.ts';
import { check, type FuzzTarget, mutated, pieces } from './target.ts';

function asParsed(message: Message): ParsedMessage {
  const { method, target, status, reason, side, body } = message;
  return {
    start: side === 'request' ? `${method} ${target}` : `${status} ${reason}`,
    headers: message.fields.flat(),
    trailers: message.trailers.flat(),
    body: body.toBuffer().toString('latin1'),
  };
}

/** Messages that follow the RFC are read as llhttp reads them, wherever their bytes are cut. */
export const againstLlhttp: FuzzTarget = {
  name: 'http1-against-llhttp',
  try(random) {
    const requests = Array.from({ length: 1 + random(3) }, () => makeRequest(random));
    const asked = requests.map(({ bytes }) => bytes).join('');
    const answered = requests.map(({ method }) => makeResponse(random, method)).join('');
    const methods = requests.map(({ method }) => method);
    const talk = new Conversation();
    for (const piece of pieces(random, asked)) talk.request(piece);
    for (const piece of pieces(random, answered)) talk.response(piece);
    talk.close();
    const read = (side: 'request' | 'response') =>
      talk.exchanges.flatMap(({ [side]: message }) => (message ? [asParsed(message)] : []));
    for (const [side, bytes] of [
      ['request', asked],
      ['response', answered],
    ] as const) {
      const all = parseAll(side, Buffer.from(bytes, 'latin1'), methods);
      check(all !== null, `llhttp refuses ${JSON.stringify(bytes)}`);
      const expected = all?.filter(({ start }) => side === 'request' || !start.startsWith('1'));
      check(
        isDeepStrictEqual(read(side), expected),
        `${JSON.stringify(bytes)} is read as ${JSON.stringify(read(side))} instead of ${JSON.stringify(expected)}`,
      );
    }
  },
};

interface Fed {
  readonly request: string;
  readonly response: string;
}

/** Nothing that did not come may be told. */
function checkInvented(talk: Conversation, fed: Fed): void {
  let requests = 0;
  let responses = 0;
  for (const { request, response } of talk.exchanges) {
    if (request) {
      requests++;
      check(
        fed.request.includes(`${request.method} ${request.target} HTTP/1.`),
        `invented ${request.target}`,
      );
      check(request.body.length <= fed.request.length, 'more of a request than came');
    }
    if (response) {
      responses++;
      check(fed.response.includes(` ${response.status}`), `invented ${response.status}`);
      check(response.body.length <= fed.response.length, 'more of a response than came');
    }
  }
  const starts = (text: string) => text.split('HTTP/1.').length - 1;
  check(
    requests <= starts(fed.request) && responses <= starts(fed.response),
    'more messages than came',
  );
}

/** Whatever comes and whatever is lost: bounded memory, all of it given back, and nothing invented. */
export const damagedMessages: FuzzTarget = {
  name: 'http1-messages',
  try(random) {
    const budget = new MemoryBudget(4000);
    const side = oneOf(random, ['server', 'client'] as const);
    const talk = new Conversation({ budget, side, joined: random(4) === 0, captureLimit: 64 });
    const fed = { request: '', response: '' };
    for (let round = 1 + random(4); round > 0; round--) {
      const { bytes, method } = makeRequest(random);
      const texts = {
        request: mutated(random, bytes),
        response: mutated(random, makeResponse(random, method)),
      };
      for (const from of ['request', 'response'] as const) {
        for (const piece of pieces(random, texts[from])) {
          const fate = random(12);
          if (fate === 0) talk.hole(from, piece.length, random(2) === 0 ? 'lost' : 'limit');
          else {
            fed[from] += piece;
            talk[from](piece);
          }
          check(budget.used <= budget.limit, 'more memory than allowed');
        }
      }
      if (random(6) === 0) talk.wait(random(200));
    }
    talk.close(oneOf(random, ['closed', 'reset', 'trace-ended']));
    checkInvented(talk, fed);
    for (const { request, response } of talk.exchanges) {
      request?.release();
      response?.release();
    }
    check(budget.used === 0, `${budget.used} bytes of memory are kept`);
  },
};

/** Missing bytes of known length inside of a content are skipped exactly, and said where they are. */
export const gaps: FuzzTarget = {
  name: 'http1-gaps',
  try(random) {
    const length = 1 + random(300);
    const from = random(length);
    const missing = 1 + random(length - from);
    const chunked = random(2) === 0;
    const framing = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`;
    const head = `HTTP/1.1 200 OK\r\n${framing}\r\n\r\n${chunked ? `${length.toString(16)}\r\n` : ''}`;
    const end = chunked ? '\r\n0\r\n\r\n' : '';
    const cause = oneOf(random, ['lost', 'limit'] as const);
    const talk = new Conversation();
    talk.request('GET /0 HTTP/1.1\r\n\r\n').response('HTTP/1.1 204 No\r\n\r\n');
    talk.request('GET /1 HTTP/1.1\r\n\r\n');
    for (const piece of pieces(random, head + 'x'.repeat(from))) talk.response(piece);
    talk.hole('response', missing, cause);
    for (const piece of pieces(random, 'y'.repeat(length - from - missing) + end))
      talk.response(piece);
    talk
      .request('GET /2 HTTP/1.1\r\n\r\n')
      .response('HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\nz');
    const [, first, second] = talk.exchanges.map(({ response }) => response);
    const hint = `${missing} of ${length} from ${from}, ${framing}`;
    check(first?.bodyBytes === length && first.body.length === from, `counted wrong: ${hint}`);
    check(second?.status === 404 && second.bodyBytes === 1, `the next message is lost: ${hint}`);
    const note = {
      kind: 'gap',
      message: 'response',
      position: head.length + from,
      length: missing,
    };
    const expected = cause === 'lost' ? [note] : [];
    check(isDeepStrictEqual(first?.notes, expected), `told wrong: ${hint}`);
  },
};

/** Bytes that are no HTTP give no exchange. */
export const garbage: FuzzTarget = {
  name: 'http1-garbage',
  try(random) {
    const talk = new Conversation({ side: oneOf(random, ['server', 'client'] as const) });
    const fed = { request: '', response: '' };
    for (let events = 1 + random(6); events > 0; events--) {
      const from = oneOf(random, ['request', 'response'] as const);
      const text = noise(random);
      fed[from] += text;
      talk[from](text);
    }
    talk.close();
    checkInvented(talk, fed);
  },
};

const words = [
  'GET',
  'HTTP/0.9',
  'HTTP/2',
  'SSH-2.0',
  'EHLO',
  '\r\n',
  '\n\n',
  ' ',
  '/',
  '\x16\x03',
  '200',
  ':',
];

function noise(random: Random): string {
  return Array.from({ length: 1 + random(12) }, () =>
    random(3) === 0 ? String.fromCharCode(random(256)) : oneOf(random, words),
  ).join('');
}
