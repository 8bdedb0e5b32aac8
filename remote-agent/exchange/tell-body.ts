import { codingsOf } from '../content/codings.ts';
import { decodeContent } from '../content/decoded.ts';
import { contentKind, type MediaType, mediaTypeOf } from '../content/kind.ts';
import { redactFrames, redactProtobuf } from '../grpc/redact.ts';
import type { Content, HeaderField } from '../protocol/exchange.ts';
import { type RedactedBody, redactBody } from '../redaction/body.ts';
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
 * The captured content of a message, one character a byte, as it may leave the host. Coded content is decoded, to know its length and to
 * find the secrets in it; where it has some, or cannot be searched to its end, the decoded text goes in its place.
 */
export function tellBody(
  captured: string,
  whole: boolean,
  fields: readonly HeaderField[],
  redactor: Redactor | null,
): ToldBody {
  const type = typeOf(fieldValue(fields, 'content-type'));
  const codings = codingsOf(fields);
  if (redactor && codings.length === 0 && type.essence.startsWith('application/grpc')) {
    return tellFrames(Buffer.from(captured, 'latin1'), type, redactor);
  }
  return codings.length === 0
    ? tellPlain(captured, type, redactor)
    : tellCoded(Buffer.from(captured, 'latin1'), whole, type, codings, redactor);
}

function tellPlain(captured: string, type: MediaType, redactor: Redactor | null): ToldBody {
  const kind = contentKind(type, captured);
  const facts = factsOfContent(kind, type);
  const searched = redactor && search(captured, kind, type, redactor);
  if (!searched) return { body: base64Of(captured), content: facts };
  const { text, secrets } = searched;
  return { body: base64Of(text), content: secrets > 0 ? { ...facts, secrets } : facts };
}

function tellCoded(
  captured: Buffer,
  whole: boolean,
  type: MediaType,
  codings: readonly string[],
  redactor: Redactor | null,
): ToldBody {
  const limit = Math.max(leastDecoded, captured.length * mostExpansion);
  const decoded = decodeContent(captured, codings, whole, limit);
  const before = decoded.bytes.toString('latin1');
  const kind = contentKind(type, before);
  const facts: Content = {
    ...factsOfContent(kind, type),
    codings,
    decodedBytes: decoded.bytes.length,
    decoding: decoded.end,
  };
  const searched = redactor && search(before, kind, type, redactor);
  if (!searched) return { body: captured.toString('base64'), content: facts };
  const { text, secrets } = searched;
  const content = secrets > 0 ? { ...facts, secrets } : facts;
  // Of a block of Zstandard that is cut off nothing is decoded, though parts of it may be plain.
  const cutClean = decoded.end === 'cut' && !codings.includes('zstd');
  const toTheEnd = decoded.end === 'complete' || cutClean;
  if (secrets === 0 && toTheEnd) return { body: captured.toString('base64'), content };
  return { decodedBody: base64Of(text), content };
}

/** As Connect, Twirp and others send one message. */
const protobufType = /^application\/(x-protobuf|protobuf|proto|vnd\.google\.protobuf)$/;

/** The content without its secrets. */
function search(
  text: string,
  kind: Content['kind'],
  type: MediaType,
  { secrets }: Redactor,
): RedactedBody {
  if (!protobufType.test(type.essence)) return redactBody(text, kind, type, secrets);
  let count = 0;
  const safe = redactProtobuf(Buffer.from(text, 'latin1'), secrets, () => {
    count++;
  });
  return { text: count === 0 ? text : safe.toString('latin1'), secrets: count };
}

function factsOfContent(kind: Content['kind'], { charset }: MediaType): Content {
  return charset === undefined ? { kind } : { kind, charset };
}

/** Most contents are short, and a Buffer for each costs more than the rest. */
const scratch = Buffer.allocUnsafe(16 * 1024);

function base64Of(text: string): string {
  if (text.length > scratch.length) return Buffer.from(text, 'latin1').toString('base64');
  scratch.write(text, 'latin1');
  return scratch.toString('base64', 0, text.length);
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

/** The same few types come again and again. */
const types = new Map<string, MediaType>();
const mostTypes = 256;
const longestType = 256;

function typeOf(value: string): MediaType {
  const known = types.get(value);
  if (known) return known;
  const type = mediaTypeOf(value);
  if (types.size >= mostTypes) types.clear();
  if (value.length <= longestType) types.set(value, type);
  return type;
}

function fieldValue(fields: readonly HeaderField[], wanted: string): string {
  return (
    fields.find(([name]) => name.length === wanted.length && name.toLowerCase() === wanted)?.[1] ??
    ''
  );
}
