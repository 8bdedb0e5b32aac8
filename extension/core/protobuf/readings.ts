import type {
  Exchange,
  ProtobufField,
  StreamedMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import { readMessage } from './read-message.ts';
import type { MessageAt, MethodSchema, SchemaBook } from './schema-book.ts';

/** More files that declare the same method otherwise are left out. */
const mostReadings = 5;

/** A gRPC message by the names of a schema. */
export interface MessageReading {
  /** The files of the workspace that declare the method so that this comes out. */
  readonly files: readonly string[];
  /** The message's type, with its package. */
  readonly type: string;
  readonly fields: readonly ProtobufField[];
  readonly unread: number;
}

/**
 * For each of the exchange's messages what it is by the schemas of its method: several readings where files disagree,
 * none where no file declares it, or the message cannot be read.
 */
export function readingsOf(book: SchemaBook, { grpc, messages }: Exchange): MessageReading[][] {
  if (!grpc || !messages) return [];
  const schemas = book.methods(grpc.service, grpc.method);
  return messages.items.map((message) =>
    schemas.length > 0 ? readAll(book, schemas, message) : [],
  );
}

function readAll(
  book: SchemaBook,
  schemas: readonly MethodSchema[],
  { from, kind, data, cut, undecodable }: StreamedMessage,
): MessageReading[] {
  if (kind !== 'message' || undecodable !== undefined) return [];
  const bytes = Buffer.from(data ?? '', 'base64');
  const readings = new Map<string, MessageReading>();
  for (const schema of schemas) {
    const type = from === 'client' ? schema.request : schema.response;
    const reading = type && read(book, type, bytes, cut === true);
    if (!reading) continue;
    const key = JSON.stringify(reading);
    const same = readings.get(key);
    if (same || readings.size < mostReadings) {
      readings.set(key, { ...reading, files: [...(same?.files ?? []), schema.path] });
    }
  }
  return [...readings.values()];
}

function read(book: SchemaBook, type: MessageAt, bytes: Buffer, cut: boolean) {
  const { fields, unread } = readMessage(book, type, bytes, cut);
  return { type: type.item.name, fields, unread };
}
