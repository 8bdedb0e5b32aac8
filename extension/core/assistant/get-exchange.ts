import type {
  Exchange,
  HeaderField,
  MessageStream,
  RequestMessage,
  ResponseMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import type { Redactor } from '../../../remote-agent/redaction/redactor.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { exchangeSummary, milliseconds } from './exchange-summary.ts';
import { choice, type Read, requiredText, whole } from './inputs.ts';
import { plainBody, shortText } from './plain-text.ts';
import { type AssistantSource, QuestionError } from './source.ts';

const mostFields = 100;
const longestField = 1000;
/** Characters of all fields of a message. */
const longestFields = 10_000;
const mostMessages = 20;
const longestMessage = 500;

export const getExchangeInputs = {
  id: requiredText('The "id" of an exchange of the list.', 200),
  bodies: choice('Of which message the body is given.', ['both', 'request', 'response', 'none']),
  offset: whole('The first character of the body that is given.', 0, 2 ** 31, 0),
  length: whole('How many characters of each body are given.', 0, 16_000, 4000),
};

/** One exchange with its fields and a part of its bodies. @throws QuestionError where it is not held */
export function getExchange(
  { store, redactor }: Pick<AssistantSource, 'store' | 'redactor'>,
  input: Read<typeof getExchangeInputs>,
): object {
  const sequence = store.exchanges.sequenceOf(input.id);
  const held = sequence === undefined ? undefined : store.exchanges.whole(sequence);
  if (!held) throw new QuestionError('No exchange with this id is held; list them again.');
  const { exchange, bodiesDropped } = held;
  const secrets = redactor();
  const part = (message: RequestMessage | ResponseMessage, side: 'request' | 'response') => ({
    ...fieldsOf(message.headers, secrets),
    ...(message.trailers && { trailers: fieldsOf(message.trailers, secrets).headers }),
    bodyBytes: message.bodyBytes,
    ...((input.bodies === 'both' || input.bodies === side) && bodyOf(message, secrets, input)),
  });
  const { request, response, messages } = exchange;
  return {
    ...exchangeSummary(exchange, secrets, store),
    ...originOf(exchange),
    ...(bodiesDropped && { bodiesLetGo: true }),
    completeness: exchange.completeness,
    request: part(request, 'request'),
    response: response && {
      status: response.status,
      reason: shortText(response.reason, 200),
      ...part(response, 'response'),
    },
    ...(messages && { messages: messagesOf(messages, secrets) }),
  };
}

function originOf({ protocol, timing, connection, cause, grpc }: Exchange): object {
  const { startMs, responseStartMs, connectMs } = timing;
  return {
    protocol,
    connection,
    ...(cause && { madeFor: cause.exchange, knownBy: cause.by }),
    ...(grpc && { grpcStatus: grpc.status, grpcMessage: shortText(grpc.message ?? '', 300) }),
    firstByteMs: responseStartMs === null ? null : milliseconds(responseStartMs - startMs),
    ...(connectMs !== undefined && { connectMs: milliseconds(connectMs) }),
  };
}

function fieldsOf(fields: readonly HeaderField[], redactor: Redactor) {
  const headers: string[] = [];
  let left = longestFields;
  for (const [name, value] of redactor.fields(fields.slice(0, mostFields))) {
    const line = `${shortText(name, 200)}: ${shortText(value, longestField)}`;
    left -= line.length;
    if (left < 0) break;
    headers.push(line);
  }
  const leftOut = fields.length - headers.length;
  return { headers, ...(leftOut > 0 && { headersLeftOut: leftOut }) };
}

function bodyOf(
  message: RequestMessage | ResponseMessage,
  { secrets }: Redactor,
  { offset, length }: Read<typeof getExchangeInputs>,
): object {
  const bytes = decodeBody(message);
  if (!bytes || bytes.length === 0) return {};
  const text = plainBody(bytes, message.headers, secrets);
  if (text === undefined) return { body: null, bodyIs: 'binary' };
  const end = Math.min(text.length, offset + length);
  return {
    body: text.slice(offset, end),
    bodyCharacters: text.length,
    ...(end < text.length && { nextOffset: end }),
  };
}

function messagesOf(stream: MessageStream, { secrets }: Redactor): object {
  const { protocol, fromClient, fromServer, items } = stream;
  const latest = items.slice(-mostMessages).map(({ from, kind, size, text = '' }) => {
    const plain = plainBody(Buffer.from(text), [], secrets) ?? '';
    return { from, kind, size, ...(plain !== '' && { text: shortText(plain, longestMessage) }) };
  });
  return { protocol, fromClient, fromServer, latest };
}
