import type {
  Exchange,
  RequestMessage,
  ResponseMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import { directionOf } from '../exchange/traits.ts';

type Condition = (exchange: Exchange) => boolean;

/** The content of a message as text, without its codings where that is possible. */
export type BodyText = (message: RequestMessage | ResponseMessage) => string;

/** What a filter has to ask others for. */
export interface FilterContext {
  readonly bodyText: BodyText;
  /** What somebody noted of an exchange; empty where nobody did. */
  noteOf(id: string): string;
  /** The exchange with its bodies, where those are kept elsewhere. */
  whole?(exchange: Exchange): Exchange;
  /** The routes of the workspace that may have answered it. */
  routesOf?(exchange: Exchange): readonly { readonly template: string }[];
  /** The host that it was traced on; empty where that is not known. */
  tracedHostOf?(id: string): string;
}

export const plainBodyText: BodyText = ({ decodedBody, body }) =>
  Buffer.from(decodedBody ?? body ?? '', 'base64').toString('utf8');

export const plainContext: FilterContext = { bodyText: plainBodyText, noteOf: () => '' };

/** An exchange that takes this long or longer is slow, in milliseconds. */
export const slowMs = 1000;

/** An error of HTTP or of gRPC, or an exchange whose answer was cut off or never came. */
export const isError: Condition = ({ response, completeness, grpc, stream }) =>
  (response !== null && response.status >= 400) ||
  (grpc !== undefined && grpc.status !== null && grpc.status !== 0) ||
  stream?.reset !== undefined ||
  completeness.notes.some(({ kind }) => kind === 'response-missing' || kind === 'cut');

/** After `has:`. */
export const hasConditions: Readonly<Record<string, Condition>> = {
  error: isError,
  response: ({ response }) => response !== null,
  body: ({ request, response }) => request.bodyBytes > 0 || (response?.bodyBytes ?? 0) > 0,
  'request-body': ({ request }) => request.bodyBytes > 0,
  'response-body': ({ response }) => (response?.bodyBytes ?? 0) > 0,
  trailers: ({ request, response }) =>
    (request.trailers?.length ?? 0) > 0 || (response?.trailers?.length ?? 0) > 0,
  messages: ({ messages }) => messages !== undefined,
  trace: ({ trace }) => trace?.traceId !== undefined,
  cause: ({ cause }) => cause !== undefined,
  container: ({ process, peer }) =>
    process.container !== undefined || peer.process?.container !== undefined,
};

/** After `is:`. */
export const isConditions: Readonly<Record<string, Condition>> = {
  incomplete: ({ completeness }) =>
    completeness.state !== 'complete' && completeness.state !== 'pending',
  complete: ({ completeness }) => completeness.state === 'complete',
  pending: ({ completeness }) => completeness.state === 'pending',
  error: isError,
  slow: ({ timing }) => timing.endMs !== null && timing.endMs - timing.startMs >= slowMs,
  in: (exchange) => directionOf(exchange) === 'in',
  out: (exchange) => directionOf(exchange) === 'out',
  both: (exchange) => directionOf(exchange) === 'both',
  grpc: ({ grpc }) => grpc !== undefined,
  websocket: ({ messages }) => messages?.protocol === 'websocket',
  streaming: ({ messages }) => messages !== undefined,
  pushed: ({ stream }) => stream?.pushed === true,
};
