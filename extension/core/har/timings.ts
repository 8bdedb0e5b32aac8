import type { Timing } from '../../../remote-agent/protocol/exchange.ts';
import { latestMs } from '../session/shape.ts';
import { type Fields, textIn } from './fields.ts';

/**
 * The times of an entry of HAR 1.2. An exchange begins with its request: what a browser waited before, for a place in its
 * queue, for the name and for the connection, is before its start. Where only the total is known, nothing else is told.
 */
export function timingIn(entry: Fields, timings: Fields, answered: boolean): Timing {
  const started = Date.parse(textIn(entry['startedDateTime']));
  const part = (name: string) => span(timings[name]);
  const connectMs = part('connect');
  const before = part('blocked') + part('dns') + connectMs;
  const startMs = (Number.isFinite(started) ? started : 0) + before;
  const requestEndMs = startMs + part('send');
  const firstByteMs = requestEndMs + part('wait');
  const apart = known(timings['wait']) || known(timings['receive']);
  const endMs = firstByteMs + part('receive');
  return {
    ...{ startMs, requestEndMs, responseStartMs: answered && apart ? firstByteMs : null },
    endMs: Math.max(endMs, startMs - before + span(entry['time'])),
    ...(connectMs > 0 && { connectMs }),
  };
}

/** Ten thousand years: sums of a few stay times that a Date can hold. */
const longest = latestMs / 27;

/** Milliseconds; -1 stands for what does not apply. */
function known(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < longest;
}

function span(value: unknown): number {
  return known(value) ? value : 0;
}
