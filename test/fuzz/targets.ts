import { againstLlhttp, damagedMessages, gaps, garbage } from './http1-targets.ts';
import { json, records, redaction, wholeAgent } from './other-targets.ts';
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
];

/** What once failed is tried first, for ever. */
export const saved: readonly SavedSeed[] = [
  // A WebSocket whose opening request was not seen.
  { target: 'agent', seed: 1398 },
];
