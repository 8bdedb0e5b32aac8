import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completenessOf } from '../exchange/completeness.ts';
import type { ExchangeDraft } from '../exchange/draft.ts';
import type { MessageSide } from '../protocol/exchange.ts';
import type { HoleCause } from '../stream/direction.ts';
import { Conversation } from '../testing/conversation.ts';
import { parseAll } from '../testing/llhttp.ts';
import type { ParsedMessage } from '../testing/node-parser.ts';
import type { Message } from './message.ts';

/** Requests and responses by turns; every one says by a field which exchange it belongs to. */
const turns: readonly (readonly [request: string, response: string])[] = [
  [
    'GET /0 HTTP/1.1\r\nX-Id: 0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nX-Id: 0\r\nContent-Length: 9\r\n\r\nanswer: 0',
  ],
  [
    'POST /1 HTTP/1.1\r\nX-Id: 1\r\nContent-Length: 12\r\n\r\nquestion: 1.',
    'HTTP/1.1 201 Made\r\nX-Id: 1\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nanswer\r\n3;x\r\n: 1\r\n0\r\nX-Sum: 1\r\n\r\n',
  ],
  [
    'HEAD /2 HTTP/1.1\r\nX-Id: 2\r\n\r\n',
    'HTTP/1.1 200 OK\r\nX-Id: 2\r\nContent-Length: 40\r\n\r\n',
  ],
  [
    'PUT /3 HTTP/1.1\r\nX-Id: 3\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nquestion: 3\r\n0\r\n\r\n',
    'HTTP/1.1 103 Wait\r\nX-Id: 3\r\n\r\nHTTP/1.1 204 None\r\nX-Id: 3\r\n\r\n',
  ],
  [
    'GET /4 HTTP/1.1\r\nX-Id: 4\r\n\r\n',
    'HTTP/1.1 404 No\r\nX-Id: 4\r\nContent-Length: 9\r\n\r\nanswer: 4',
  ],
  [
    'GET /5 HTTP/1.1\r\nX-Id: 5\r\n\r\n',
    'HTTP/1.1 200 OK\r\nX-Id: 5\r\nContent-Length: 9\r\n\r\nanswer: 5',
  ],
];

/** What llhttp reads of the whole conversation, by the exchange. */
function truthOf(side: MessageSide): ReadonlyMap<string, ParsedMessage> {
  const bytes = turns
    .map(([request, response]) => (side === 'request' ? request : response))
    .join('');
  const methods = turns.map(([request]) => request.slice(0, request.indexOf(' ')));
  const all =
    parseAll(side, Buffer.from(bytes, 'latin1'), methods) ?? assert.fail('llhttp refuses');
  const final = all.filter(({ start }) => side === 'request' || !start.startsWith('1'));
  assert.equal(final.length, turns.length);
  return new Map(final.map((message, i) => [String(i), message]));
}

const truth = { request: truthOf('request'), response: truthOf('response') };

function asParsed(message: Message): ParsedMessage {
  const { method, target, status, reason, side, body } = message;
  return {
    start: side === 'request' ? `${method} ${target}` : `${status} ${reason}`,
    headers: message.fields.flat(),
    trailers: message.trailers.flat(),
    body: body.toBuffer().toString('latin1'),
  };
}

/** Which exchange a message says it is of; `undefined` where that was not seen. */
function idOf(message: Message | null): string | undefined {
  if (message?.side === 'request') return message.target.slice(1);
  return message?.fields.find(([name]) => name === 'X-Id')?.[1];
}

/** Every piece is as llhttp reads it, and what is told as complete is all of it. */
function check({ request, response, ...draft }: ExchangeDraft, whole: boolean, hint: string): void {
  const ids = [request, response].map(idOf).filter((id) => id !== undefined);
  assert.ok(new Set(ids).size < 2, `${hint}: messages of ${ids} were paired`);
  for (const message of [request, response]) {
    const id = idOf(message);
    const real = id === undefined ? undefined : truth[message?.side ?? 'request'].get(id);
    if (!message || !real) continue;
    const told = asParsed(message);
    if (whole) assert.deepEqual(told, real, hint);
    assert.equal(told.start, real.start, hint);
    assert.ok(
      real.headers.join('\n').startsWith(told.headers.join('\n')),
      `${hint}: ${told.headers}`,
    );
    assert.ok(real.body.startsWith(told.body), `${hint}: ${told.body} in ${draft.ordinal}`);
  }
}

/** The conversation without `size` bytes at `position` of one direction. */
function talkWithHole(
  side: MessageSide,
  position: number,
  size: number,
  cause: HoleCause,
): Conversation {
  const talk = new Conversation();
  const at = { request: 0, response: 0 };
  const give = (from: MessageSide, bytes: string) => {
    const start =
      side === from ? Math.min(Math.max(position - at[from], 0), bytes.length) : bytes.length;
    const end = Math.min(Math.max(position + size - at[from], start), bytes.length);
    at[from] += bytes.length;
    if (start > 0) talk[from](bytes.slice(0, start));
    if (end > start) talk.hole(from, end - start, cause);
    if (end < bytes.length) talk[from](bytes.slice(end));
  };
  for (const [request, response] of turns) {
    give('request', request);
    give('response', response);
  }
  return talk.wait(150).close();
}

for (const side of ['request', 'response'] as const) {
  test(`a hole anywhere in what goes as ${side}: all that is told is as llhttp reads the whole`, () => {
    const lengths = turns.map((turn) => turn[side === 'request' ? 0 : 1].length);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const lastTwo = (lengths.at(-1) ?? 0) + (lengths.at(-2) ?? 0);
    for (const cause of ['lost', 'limit'] as const) {
      for (const size of [1, 2, 5, 7, 20, 60, 200]) {
        for (let at = 0; at < total; at++) {
          const hint = `${size} bytes ${cause} at ${at} of ${side}`;
          const { exchanges } = talkWithHole(side, at, size, cause);
          for (const draft of exchanges) {
            check(draft, completenessOf(draft, false).state === 'complete', hint);
          }
          const asked = exchanges.flatMap(({ request }) => (request ? [request.target] : []));
          assert.equal(new Set(asked).size, asked.length, `${hint}: ${asked}`);
          if (at + size > total - lastTwo) continue;
          const last = exchanges.find(({ request }) => request?.target === '/5');
          assert.equal(last && completenessOf(last, false).state, 'complete', hint);
        }
      }
    }
  });
}
