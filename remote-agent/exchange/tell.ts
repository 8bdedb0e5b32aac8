import type { TracedConnection } from '../connection/traced-connection.ts';
import { share } from '../json/ascii-json.ts';
import type { Exchange, Peer, Process, Protocol, RequestMessage } from '../protocol/exchange.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { traceContextOf } from '../trace-context/trace-context.ts';
import { completenessOf } from './completeness.ts';
import type { ExchangeDraft } from './draft.ts';
import { tellRequest, tellResponse } from './tell-message.ts';
import { tellMessages } from './tell-messages.ts';
import { tellTiming } from './tell-timing.ts';

const unknownEndpoint = { address: '', port: 0 };
const unknownProcess: Process = { pid: 0, name: '', command: '' };
type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

const nobody: Peer = share({});
const peers = new WeakMap<Process, Peer>();

/**
 * An exchange of a connection as the protocol has it, with what `seen` says of it. `offsetMs` turns monotonic into
 * epoch milliseconds; without a `redactor` secrets are told.
 */
export function tellExchange(
  connection: TracedConnection,
  draft: ExchangeDraft,
  seen: ExchangeDraft,
  offsetMs: number,
  redactor: Redactor | null,
): Exchange {
  const { tuple, mirror } = connection;
  const { number, ordinal, cause } = draft;
  if (ordinal === 1 && tuple) {
    share(tuple.local);
    share(tuple.remote);
  }
  const joined = connection.joined && ordinal === 0 && !seen.request;
  const { request, response } = seen;
  // Members that most exchanges lack are added one by one: that is far cheaper than spreading nothing.
  const told: Writable<Exchange> = {
    id: `${connection.id}.${number}`,
    connection: connection.id,
    side: connection.reader?.side ?? 'server',
    protocol: protocolOf(seen),
    scheme: 'http',
    process: connection.process ?? unknownProcess,
    peer: mirror?.process ? peerOf(mirror.process) : nobody,
    local: tuple?.local ?? unknownEndpoint,
    remote: tuple?.remote ?? unknownEndpoint,
    request: request ? tellRequest(request, redactor) : unseenRequest,
    response: response ? tellResponse(response, redactor) : null,
    timing: tellTiming(connection, draft, seen, offsetMs),
    completeness: completenessOf(seen, joined),
  };
  const trace = request ? traceContextOf(told.request.headers) : undefined;
  const madeFor = cause ?? seen.cause;
  if (trace) told.trace = trace;
  if (madeFor) told.cause = madeFor;
  if (request?.log || response?.log) Object.assign(told, tellMessages(seen, offsetMs, redactor));
  if (seen.stream) told.stream = seen.stream;
  const proxied = connection.proxied ?? mirror?.proxied;
  if (proxied?.addresses) told.proxied = proxied.addresses;
  return told;
}

const unseenRequest: RequestMessage = {
  method: '',
  target: '',
  authority: '',
  headers: [],
  bodyBytes: 0,
};

function peerOf(process: Process): Peer {
  let peer = peers.get(process);
  if (!peer) {
    peer = share({ process });
    peers.set(process, peer);
  }
  return peer;
}

function protocolOf({ request, response }: ExchangeDraft): Protocol {
  // The request of an upgrade was in HTTP/1, its response is not.
  if ((response ?? request)?.majorVersion === 2) return 'HTTP/2';
  const minor = request?.minorVersion ?? response?.minorVersion;
  return minor === 0 ? 'HTTP/1.0' : 'HTTP/1.1';
}
