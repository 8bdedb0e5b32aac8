import type {
  Completeness,
  CompletenessNote,
  CompletenessState,
} from '../../remote-agent/protocol/exchange.ts';
import { formatBytes, formatCount } from './format.ts';

/** The state in a word or two. */
export const stateWords: Record<CompletenessState, string> = {
  complete: 'complete',
  pending: 'not over yet',
  truncated: 'body cut short',
  gap: 'bytes missing',
  joined: 'joined midway',
  'response-missing': 'no response',
  'request-missing': 'no request',
};

const missingReasons: Record<
  Extract<CompletenessNote, { kind: 'response-missing' }>['reason'],
  string
> = {
  reset: 'the connection was reset',
  closed: 'the connection was closed',
  'trace-ended': 'the trace ended',
  lost: 'its bytes were lost',
};

/** What is known about how much was seen, a sentence each. */
export function completenessSentences({ state, notes }: Completeness): readonly string[] {
  if (state === 'complete' && notes.length === 0) return ['Everything was seen.'];
  const sentences = notes.map(sentence);
  if (state === 'pending') sentences.unshift('The exchange is not over yet.');
  return sentences.length > 0 ? sentences : [`It is marked “${stateWords[state]}”.`];
}

function sentence(note: CompletenessNote): string {
  switch (note.kind) {
    case 'truncated':
      return `Of the ${note.message}’s body, the first ${formatBytes(note.captured)} of ${formatBytes(note.total)} were copied; the rest was counted.`;
    case 'gap':
      return `In the ${note.message}, ${formatCount(note.length)} bytes are missing from byte ${formatCount(note.position)} on.`;
    case 'joined':
      return 'The trace began after this exchange did; what came before was not seen.';
    case 'response-missing':
      return `No response was seen: ${missingReasons[note.reason]}.`;
    case 'request-missing':
      return 'The request of this response was not seen.';
    case 'unknown-fields':
      return note.count === 1
        ? `One header field of the ${note.message} is not known: it was named before the trace, or among missing bytes.`
        : `${formatCount(note.count)} header fields of the ${note.message} are not known: they were named before the trace, or among missing bytes.`;
    case 'cut':
      return `The connection ended inside the ${note.message}, after ${formatCount(note.received)} bytes.`;
    case 'malformed':
      return `The ${note.message} breaks the rules of HTTP: ${note.what}.`;
  }
}
