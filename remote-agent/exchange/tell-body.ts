import { codingsOf, decodeContent } from '../content/decoded.ts';
import { contentKind, type MediaType, mediaTypeOf } from '../content/kind.ts';
import { redactFrames } from '../grpc/redact.ts';
import type { Content, HeaderField } from '../protocol/exchange.ts';
import { isText, redactBody } from '../redaction/body.ts';
import type { Redactor } from '../redaction/redactor.ts';

export interface ToldBody {
  readonly body?: string;
  readonly decodedBody?: string;
  readonly content: Content;
}

/** At least so much of a coded content is decoded, */
const leastDecoded = 1024 * 1024;
/** and so many times its coded length; a content that becomes larger is not read on. */
const mostExpansion = 16;

/**
 * The captured content of a message as it may leave the host. Coded content is decoded, to know its length and to
 * find the secrets in it; where it has some, or cannot be searched to its end, the decoded text goes in its place.
 */
export function tellBody(
  captured: Buffer,
  whole: boolean,
  fields: readonly HeaderField[],
  redactor: Redactor | null,
): ToldBody {
  const { type, codings } = factsOf(fields);
  const limit = Math.max(leastDecoded, captured.length * mostExpansion);
  const decoded = decodeContent(captured, codings, whole, limit);
  if (redactor && codings.length === 0 && type.essence.startsWith('application/grpc')) {
    return tellFrames(captured, type, redactor);
  }
  const kind = contentKind(type, decoded.bytes);
  const facts: Content = {
    kind,
    ...(type.charset !== undefined && { charset: type.charset }),
    ...(codings.length > 0 && {
      codings,
      decodedBytes: decoded.bytes.length,
      decoding: decoded.end,
    }),
  };
  if (!redactor || !isText(kind)) return { body: captured.toString('base64'), content: facts };
  const before = decoded.bytes.toString('latin1');
  const { text, secrets } = redactBody(before, kind, type, redactor.secrets);
  const content = secrets > 0 ? { ...facts, secrets } : facts;
  const searched = decoded.end === 'complete' || decoded.end === 'cut';
  if (secrets === 0 && searched) return { body: captured.toString('base64'), content };
  const safe = Buffer.from(text, 'latin1').toString('base64');
  if (codings.length === 0) return { body: safe, content };
  return { decodedBody: safe, content };
}

/** A gRPC content: what cannot be searched for secrets here is told message by message alone. */
function tellFrames(captured: Buffer, type: MediaType, redactor: Redactor): ToldBody {
  const content: Content = { kind: 'binary' };
  const isText = type.essence.startsWith('application/grpc-web-text');
  const searched = isText ? null : redactFrames(captured, redactor);
  if (!searched) return { content };
  const [safe, secrets] = searched;
  const body = safe.toString('base64');
  return secrets === 0 ? { body, content } : { body, content: { ...content, secrets } };
}

interface FieldFacts {
  readonly type: MediaType;
  readonly codings: readonly string[];
}

/** Messages with the same head share their fields. */
const known = new WeakMap<readonly HeaderField[], FieldFacts>();

function factsOf(fields: readonly HeaderField[]): FieldFacts {
  let facts = known.get(fields);
  if (!facts) {
    facts = { type: mediaTypeOf(fieldValue(fields, 'content-type')), codings: codingsOf(fields) };
    known.set(fields, facts);
  }
  return facts;
}

function fieldValue(fields: readonly HeaderField[], wanted: string): string {
  return (
    fields.find(([name]) => name.length === wanted.length && name.toLowerCase() === wanted)?.[1] ??
    ''
  );
}
