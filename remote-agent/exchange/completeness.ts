import type { Message } from '../http/message.ts';
import { share } from '../json/ascii-json.ts';
import type { Completeness, CompletenessNote, CompletenessState } from '../protocol/exchange.ts';
import type { ExchangeDraft } from './draft.ts';

/** The gravest last. A cut or malformed message that was seen as a whole is no gap in what was seen. */
const gravity: readonly CompletenessState[] = [
  'complete',
  'truncated',
  'gap',
  'joined',
  'response-missing',
  'request-missing',
];

const complete: Completeness = share({ state: 'complete', notes: [] });

/** The verdict on an exchange; `joined`: the trace began in the middle of it. */
export function completenessOf(draft: ExchangeDraft, joined: boolean): Completeness {
  const notes: CompletenessNote[] = [];
  if (!draft.request) notes.push({ kind: 'request-missing' });
  if (joined) notes.push({ kind: 'joined' });
  if (draft.missing && !draft.response) {
    notes.push({ kind: 'response-missing', reason: draft.missing });
  }
  for (const message of [draft.request, draft.response]) {
    if (message) addNotes(notes, message);
  }
  if (!draft.ended) return { state: 'pending', notes };
  if (notes.length === 0) return complete;
  const state = notes
    .map(stateOf)
    .reduce(
      (worst, next) => (gravity.indexOf(next) > gravity.indexOf(worst) ? next : worst),
      'complete',
    );
  return { state, notes };
}

function stateOf(note: CompletenessNote): CompletenessState {
  if (note.kind === 'cut' || note.kind === 'unknown-fields') return 'gap';
  return note.kind === 'malformed' ? 'complete' : note.kind;
}

function addNotes(notes: CompletenessNote[], message: Message): void {
  const { side, body, bodyBytes, holed } = message;
  for (const note of message.notes) notes.push(note);
  if (holed || body.length >= bodyBytes) return;
  notes.push({ kind: 'truncated', message: side, captured: body.length, total: bodyBytes });
}
