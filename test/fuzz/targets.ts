import { fuzzHttp2Bytes, fuzzHttp2Loss } from '../../remote-agent/testing/fuzz-http2.ts';
import { fuzzMessages } from '../../remote-agent/testing/fuzz-messages.ts';
import { againstLlhttp, damagedMessages, gaps, garbage } from './http1-targets.ts';
import { json, records, redaction, wholeAgent } from './other-targets.ts';
import { frames, packed } from './packed-target.ts';
import { proto } from './proto-target.ts';
import type { FuzzTarget, SavedSeed } from './target.ts';

/** Every parser that reads what it does not control. */
export const targets: readonly FuzzTarget[] = [
  againstLlhttp,
  damagedMessages,
  gaps,
  garbage,
  records,
  redaction,
  json,
  wholeAgent,
  proto,
  packed,
  frames,
  seeded('http2-loss', fuzzHttp2Loss),
  seeded('http2-bytes', fuzzHttp2Bytes),
  seeded('messages', fuzzMessages),
];

/** A target that wants the seed itself. */
function seeded(name: string, attempt: (seed: number) => void): FuzzTarget {
  return { name, try: (random) => attempt(1 + random(2 ** 31)) };
}

/** What once failed is tried first, for ever. */
export const saved: readonly SavedSeed[] = [
  // A WebSocket whose opening request was not seen.
  { target: 'agent', seed: 1398 },
];
