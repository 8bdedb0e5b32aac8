import type {
  Exchange,
  HeaderField,
  MessageSide,
} from '../../../remote-agent/protocol/exchange.ts';
import { redacted } from '../../../remote-agent/protocol/redacted.ts';

/** Why what is here of a body is not all that was sent; empty where it is. */
export type Lack = '' | 'body-not-captured' | 'body-cut';

/** @param decoded the body is wanted without its codings */
export function lackOf(exchange: Exchange, side: MessageSide, decoded: boolean): Lack {
  const message = exchange[side];
  if (!message || message.bodyBytes === 0) return '';
  const { body, bodyBytes, decodedBody, content } = message;
  if (decodedBody === undefined && !body) return 'body-not-captured';
  const ending = content?.decoding ?? 'complete';
  const undone = decodedBody !== undefined || (decoded && content?.decoding !== 'unsupported');
  if (undone && ending !== 'complete') return 'body-cut';
  if (decodedBody !== undefined) return '';
  const captured = Buffer.byteLength(body ?? '', 'base64');
  // Replaced secrets have another length than what they replace: there, only the notes tell.
  const tells = replacedInBody(message) ? isNoted(exchange, side) : captured < bodyBytes;
  return tells ? 'body-cut' : '';
}

function isNoted({ completeness }: Exchange, side: MessageSide): boolean {
  return completeness.notes.some(
    (note) =>
      (note.kind === 'truncated' || note.kind === 'gap' || note.kind === 'cut') &&
      note.message === side,
  );
}

type WithBody = Pick<Exchange['request'], 'body' | 'decodedBody' | 'content'>;

/** Secrets were replaced in the content of a message. Files of other programs do not count them. */
export function replacedInBody({ body, decodedBody, content }: WithBody): boolean {
  if ((content?.secrets ?? 0) > 0) return true;
  return Buffer.from(decodedBody ?? body ?? '', 'base64').includes(redacted);
}

/** The names of fields whose value was replaced before it left the host. */
export function replacedFields(headers: readonly HeaderField[]): readonly string[] {
  return [
    ...new Set(headers.filter(([, value]) => value.includes(redacted)).map(([name]) => name)),
  ];
}
