import assert from 'node:assert/strict';
import type { CompletenessNote, Exchange } from '../../remote-agent/protocol/exchange.ts';
import type { HaltedProgram } from './connections.ts';
import { assertNothingLost, exchangesOf, type TraceCommand } from './trace-command.ts';

/** Sizes of the contents that test/fixtures/long_bodies.py moves. */
export interface LongBodies {
  readonly huge: number;
  readonly upload: number;
  readonly long: number;
  readonly chunked: number;
  /** Targets of long contents that were asked for in one go. */
  readonly inRow: readonly string[];
}

const small = 10;

/** Holds what a trace with this limit tells of long_bodies.py, halted so far, against the real size of each message. */
export async function checkLongBodies(
  program: HaltedProgram<LongBodies>,
  command: TraceCommand,
  limit: number | 'unlimited',
): Promise<void> {
  await command.ready();
  const sizes = await program.goOn();
  await command.line((line) => (line as Partial<Exchange>).request?.target === '/last');
  command.child.kill('SIGINT');
  const result = await command.result();
  assert.equal(result.status, 0, result.progress);
  assertNothingLost(result);
  const exchanges = exchangesOf(result.lines);
  const most = limit === 'unlimited' ? Infinity : limit;
  const whole = [1, 2, 3].map((n) => [`/small/${n}`, small] as const);
  const long = sizes.inRow.map((target) => [target, sizes.long] as const);
  const huge = ['/huge', sizes.huge] as const;
  for (const [target, size] of [...whole, ...long, huge, ['/last', small] as const]) {
    const { response, completeness } = only(exchanges, target);
    assert.equal(response?.bodyBytes, size, target);
    assert.equal(bytesOf(response), Math.min(size, most), target);
    assert.deepEqual(completeness.notes, cutAt(most, 'response', size), target);
  }
  const upload = only(exchanges, '/upload');
  assert.equal(upload.request.bodyBytes, sizes.upload);
  assert.equal(bytesOf(upload.request), Math.min(sizes.upload, most));
  assert.deepEqual(
    upload.completeness.notes.filter((note) => 'message' in note && note.message === 'request'),
    cutAt(most, 'request', sizes.upload),
  );
  const chunked = only(exchanges, '/chunked');
  assert.equal(chunked.response?.status, 200);
  if (most > sizes.chunked) assert.equal(chunked.response.bodyBytes, sizes.chunked);
  // The sizes of its chunks are among what is left out.
  else assert.equal(chunked.completeness.state, 'gap');
  assert.ok(chunked.timing.endMs !== null);
}

function only(exchanges: readonly Exchange[], target: string): Exchange {
  const told = exchanges.filter(({ request }) => request.target === target);
  assert.equal(new Set(told.map(({ id }) => id)).size, 1, target);
  return told.at(-1) ?? assert.fail(target);
}

function bytesOf(message: Exchange['request'] | Exchange['response']): number {
  return Buffer.from(message?.body ?? '', 'base64').length;
}

function cutAt(limit: number, message: 'request' | 'response', total: number): CompletenessNote[] {
  return total > limit ? [{ kind: 'truncated', message, captured: limit, total }] : [];
}
