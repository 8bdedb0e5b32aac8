import type { Message } from '../http/message.ts';
import type { GrpcCall, HeaderField } from '../protocol/exchange.ts';

/** gRPC's status codes, in the order of their numbers. */
const statusNames = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** The call that an exchange is, with its outcome: from the trailers, or the header where there is nothing else. */
export function grpcCallOf(request: Message | null, response: Message | null): GrpcCall | null {
  if (!request?.grpc && !response?.grpc) return null;
  const [path = ''] = (request?.target ?? '').split(/[?#]/);
  const [service = '', method = ''] = path.replace(/^\//, '').split('/');
  const text = outcome(response, 'grpc-status');
  const status = text !== undefined && /^[0-9]{1,4}$/.test(text) ? Number(text) : null;
  const message = outcome(response, 'grpc-message');
  return {
    service,
    method,
    status,
    statusName: status === null ? '' : (statusNames[status] ?? ''),
    ...(message !== undefined && { message: percentDecoded(message) }),
  };
}

function outcome(response: Message | null, name: string): string | undefined {
  if (!response) return undefined;
  const { trailers, fields, grpc } = response;
  return find(trailers, name) ?? find(fields, name) ?? find(readLines(grpc?.trailers ?? ''), name);
}

function find(fields: readonly HeaderField[], wanted: string): string | undefined {
  return fields.find(
    ([name]) => name.length === wanted.length && name.toLowerCase() === wanted,
  )?.[1];
}

/** gRPC-Web's trailers, which stand in the content. */
export function readLines(text: string): HeaderField[] {
  return text.split(/\r?\n/).flatMap((line): HeaderField[] => {
    const colon = line.indexOf(':');
    return colon <= 0 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
  });
}

/** What is not coded rightly stays as it is. */
function percentDecoded(text: string): string {
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/g, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
