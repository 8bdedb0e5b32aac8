import type {
  Completeness,
  CompletenessNote,
  CompletenessState,
} from '../../remote-agent/protocol/exchange.ts';
import { formatBytes, formatCount } from './format.ts';
import { t } from './t.ts';

/** The state in a word or two. */
export const stateWords: Record<CompletenessState, string> = {
  complete: t('complete'),
  pending: t('not over yet'),
  truncated: t('body cut short'),
  gap: t('bytes missing'),
  joined: t('joined midway'),
  'response-missing': t('no response'),
  'request-missing': t('no request'),
};

const missingReasons: Record<
  Extract<CompletenessNote, { kind: 'response-missing' }>['reason'],
  string
> = {
  reset: t('the connection was reset'),
  closed: t('the connection was closed'),
  'trace-ended': t('the trace ended'),
  lost: t('its bytes were lost'),
};

/** What is known about how much was seen, a sentence each. */
export function completenessSentences({ state, notes }: Completeness): readonly string[] {
  if (state === 'complete' && notes.length === 0) return [t('Everything was seen.')];
  const sentences = notes.map(sentence);
  if (state === 'pending') sentences.unshift(t('The exchange is not over yet.'));
  return sentences.length > 0 ? sentences : [t('It is marked “{0}”.', stateWords[state])];
}

function sentence(note: CompletenessNote): string {
  const isRequest = 'message' in note && note.message === 'request';
  switch (note.kind) {
    case 'truncated':
      return isRequest
        ? t(
            'Of the request’s body, the first {0} of {1} were copied; the rest was counted.',
            formatBytes(note.captured),
            formatBytes(note.total),
          )
        : t(
            'Of the response’s body, the first {0} of {1} were copied; the rest was counted.',
            formatBytes(note.captured),
            formatBytes(note.total),
          );
    case 'gap':
      return isRequest
        ? t(
            'In the request, {0} bytes are missing from byte {1} on.',
            formatCount(note.length),
            formatCount(note.position),
          )
        : t(
            'In the response, {0} bytes are missing from byte {1} on.',
            formatCount(note.length),
            formatCount(note.position),
          );
    case 'joined':
      return t('The trace began after this exchange did; what came before was not seen.');
    case 'response-missing':
      return t('No response was seen: {0}.', missingReasons[note.reason]);
    case 'request-missing':
      return t('The request of this response was not seen.');
    case 'unknown-fields':
      return unknownFields(isRequest, note.count);
    case 'cut':
      return isRequest
        ? t('The connection ended inside the request, after {0} bytes.', formatCount(note.received))
        : t(
            'The connection ended inside the response, after {0} bytes.',
            formatCount(note.received),
          );
    case 'malformed':
      return isRequest
        ? t('The request breaks the rules of HTTP: {0}.', note.what)
        : t('The response breaks the rules of HTTP: {0}.', note.what);
  }
}

function unknownFields(ofRequest: boolean, count: number): string {
  if (count === 1) {
    return ofRequest
      ? t(
          'One header field of the request is not known: it was named before the trace, or among missing bytes.',
        )
      : t(
          'One header field of the response is not known: it was named before the trace, or among missing bytes.',
        );
  }
  return ofRequest
    ? t(
        '{0} header fields of the request are not known: they were named before the trace, or among missing bytes.',
        formatCount(count),
      )
    : t(
        '{0} header fields of the response are not known: they were named before the trace, or among missing bytes.',
        formatCount(count),
      );
}
