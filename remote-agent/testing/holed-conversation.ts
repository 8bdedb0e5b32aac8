import assert from 'node:assert/strict';
import { completenessOf } from '../exchange/completeness.ts';
import type { ExchangeDraft } from '../exchange/draft.ts';
import type { Message } from '../http/message.ts';
import { Http2Connection } from '../http2/http2-connection.ts';
import type { MessageSide } from '../protocol/exchange.ts';
import type { HoleCause } from '../stream/direction.ts';
import type { RecordedPart } from './recorded-connection.ts';
import { Replay } from './replay.ts';

/** Bytes of one direction that are not seen. */
export interface Hole {
  readonly side: MessageSide;
  /** Of the first missing byte in its direction. */
  readonly at: number;
  readonly size: number;
  readonly cause: HoleCause;
}

/** A recorded HTTP/2 conversation, which is given to a reader with holes in it. */
export class HoledConversation {
  /** What is told of it without any hole, by the number of the stream. */
  readonly truth: ReadonlyMap<number, ReturnType<typeof toldOf>>;

  constructor(readonly parts: readonly RecordedPart[]) {
    const { exchanges } = open().parts(parts).close();
    this.truth = new Map(exchanges.map((draft) => [streamOf(draft), toldOf(draft)]));
  }

  /** Bytes of one direction. */
  length(side: MessageSide): number {
    return this.parts.reduce((sum, part) => sum + (part.side === side ? part.bytes.length : 0), 0);
  }

  /**
   * Nothing may be told otherwise than it was, nor as complete of which something is missing, nor twice. Returns the
   * streams whose request and response were told together and are known.
   */
  check(holes: readonly Hole[]): ReadonlySet<number> {
    const replay = this.#replay(holes);
    const hint = JSON.stringify(holes);
    const found = new Set<number>();
    const asked = new Set<number>();
    for (const draft of replay.exchanges) {
      const id = streamOf(draft);
      this.#checkOne(draft, `stream ${id} with ${hint}`);
      if (draft.request) assert.ok(!asked.has(id), `stream ${id} was told twice with ${hint}`);
      if (draft.request) asked.add(id);
      if (draft.request?.target && draft.response?.status) found.add(id);
    }
    assert.equal(replay.release(), 0, `memory was kept with ${hint}`);
    return found;
  }

  #checkOne(draft: ExchangeDraft, hint: string): void {
    const was = this.truth.get(streamOf(draft));
    assert.ok(was, `${hint}: there was none`);
    const is = toldOf(draft);
    if (completenessOf(draft, false).state === 'complete') assert.deepEqual(is, was, hint);
    for (const side of ['request', 'response'] as const) {
      const message = is[side];
      if (message) checkMessage(message, was[side] ?? assert.fail(hint), hint);
    }
  }

  #replay(holes: readonly Hole[]): Replay {
    const replay = open();
    const positions = { request: 0, response: 0 };
    for (const { side, bytes } of this.parts) {
      const start = positions[side];
      positions[side] += bytes.length;
      let read = 0;
      for (const hole of holes) {
        if (hole.side !== side) continue;
        const from = Math.min(Math.max(hole.at - start, read), bytes.length);
        const to = Math.min(Math.max(hole.at + hole.size - start, from), bytes.length);
        if (to === from) continue;
        if (from > read) replay.data(side, bytes.subarray(read, from));
        replay.hole(side, to - from, hole.cause);
        read = to;
      }
      if (read < bytes.length) replay.data(side, bytes.subarray(read));
    }
    return replay.wait(1100).close();
  }
}

function open(): Replay {
  return new Replay((...args) => new Http2Connection(...args));
}

function streamOf({ stream }: ExchangeDraft): number {
  return stream?.id ?? 0;
}

function toldOf({ stream, request, response }: ExchangeDraft) {
  return { stream, request: messageOf(request), response: messageOf(response) };
}

type Told = NonNullable<ReturnType<typeof messageOf>>;

function messageOf(message: Message | null) {
  if (!message) return null;
  const { method, target, authority, status, fields, trailers, bodyBytes, position } = message;
  const body = message.body.toBuffer().toString('latin1');
  return { method, target, authority, status, fields, trailers, bodyBytes, body, position };
}

function checkMessage(is: Told, was: Told, hint: string): void {
  for (const name of ['method', 'target', 'authority'] as const) {
    if (is[name]) assert.equal(is[name], was[name], hint);
  }
  if (is.status !== 0) assert.equal(is.status, was.status, hint);
  assert.ok(was.body.startsWith(is.body), `${hint}: another content`);
  assert.ok(is.bodyBytes <= was.bodyBytes, `${hint}: more content than there was`);
  const fields = new Set([...was.fields, ...was.trailers].map(String));
  for (const field of [...is.fields, ...is.trailers]) {
    assert.ok(fields.has(String(field)), `${hint}: ${field}`);
  }
}
