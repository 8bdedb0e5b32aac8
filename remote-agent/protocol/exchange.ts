/**
 * One HTTP exchange (RFC 9110, section 3.4) as the agent tells it. The headless client prints the same shape
 * as a line of NDJSON, so a field added here is a field added to the command-line contract.
 *
 * Times are epoch milliseconds with fractions, sizes are bytes.
 */
export interface Exchange {
  /** Unique for the life of the trace; a later message with the same id replaces the earlier one. */
  readonly id: string;
  /** Id of the connection that carried it, as in {@link ConnectionEvent.id}. */
  readonly connection: string;
  /** Which end of the connection `process` is. With both ends on the host it is the server's. */
  readonly side: Side;
  readonly protocol: Protocol;
  readonly scheme: 'http' | 'https';
  readonly process: Process;
  readonly peer: Peer;
  /** The end that `process` holds, then the other one. */
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly request: RequestMessage;
  readonly response: ResponseMessage | null;
  readonly timing: Timing;
  readonly completeness: Completeness;
  /** What the request's fields say of the distributed trace that it belongs to; absent where they say nothing. */
  readonly trace?: TraceContext;
  /** The exchange that this one was made for, where that is known. */
  readonly cause?: Cause;
  /** What it carries piece by piece: WebSocket frames, server-sent events, gRPC messages. */
  readonly messages?: MessageStream;
  readonly grpc?: GrpcCall;
  /** HTTP/2: the stream of the connection (RFC 9113, section 5). */
  readonly stream?: StreamInfo;
  /** The connection is one that a proxy passes on, by the PROXY protocol: absent where that names no addresses. */
  readonly proxied?: ProxiedAddresses;
}

export type MessageStreamProtocol = 'websocket' | 'server-sent-events' | 'grpc' | 'grpc-web';

export interface MessageStream {
  readonly protocol: MessageStreamProtocol;
  /** All that were seen, in either direction. */
  readonly fromClient: number;
  readonly fromServer: number;
  /** The latest of them, by time; a later telling of the exchange holds later ones. */
  readonly items: readonly StreamedMessage[];
  /** Bytes are missing among which there may have been others. */
  readonly lossy?: true;
}

/** WebSocket: the opcode of a frame (RFC 6455, section 5.2); `event` of server-sent events, `message` of gRPC. */
export type MessageKind =
  | 'continuation'
  | 'text'
  | 'binary'
  | 'close'
  | 'ping'
  | 'pong'
  | 'event'
  | 'message';

export interface StreamedMessage {
  /** When its last byte was seen. */
  readonly timeMs: number;
  readonly from: 'client' | 'server';
  readonly kind: MessageKind;
  /** Bytes of the payload on the wire. */
  readonly size: number;
  /** The payload as text, decompressed, secrets replaced; of a close frame the reason. */
  readonly text?: string;
  /** Base64 of a payload that is not text, decompressed, secrets replaced; without them `size` may be another. */
  readonly data?: string;
  /** `text` or `data` is only the beginning. */
  readonly cut?: true;
  /** WebSocket: a part of a message that others follow. */
  readonly unfinished?: true;
  readonly compressed?: true;
  /** Why neither `text` nor `data` is here. */
  readonly undecodable?: string;
  readonly closeCode?: number;
  readonly eventType?: string;
  readonly eventId?: string;
  /** gRPC: what the payload holds, read without its schema. */
  readonly fields?: readonly ProtobufField[];
}

/** A field of a Protocol Buffers message. */
export interface ProtobufField {
  readonly number: number;
  /** Only a schema has it; the agent knows none. */
  readonly name?: string;
  /**
   * As the schema has it; without one `varint`, `fixed32`, `fixed64`, `string`, `bytes` or `message`, where the last
   * three are guessed from the content.
   */
  readonly type: string;
  /** Decimal digits, text, or base64 for `bytes`. */
  readonly value?: string;
  readonly fields?: readonly ProtobufField[];
}

export interface GrpcCall {
  /** With its package, as in the target. */
  readonly service: string;
  readonly method: string;
  /** `null` until it was seen, or where it was not. */
  readonly status: number | null;
  /** Name of the status code; empty where there is no status, or none of that number. */
  readonly statusName: string;
  readonly message?: string;
}

export interface StreamInfo {
  readonly id: number;
  /** The server promised it (RFC 9113, section 8.4). */
  readonly pushed?: true;
  /** An RST_STREAM or GOAWAY frame ended it; `code` is a name of RFC 9113, section 7. */
  readonly reset?: { readonly by: Side; readonly code: string };
}

/** The ends of the connection that a proxy accepted. Anybody may send these: whether they are true it does not say. */
export interface ProxiedAddresses {
  /** The client's. */
  readonly source: Endpoint;
  /** Where the client connected to. */
  readonly destination: Endpoint;
}

/** From `traceparent` (W3C Trace Context), else `b3` (B3 Propagation), and the request's own id. */
export interface TraceContext {
  /** 16 or 32 hexadecimal digits, lower case. */
  readonly traceId?: string;
  /** The span of the sender, 16 hexadecimal digits. */
  readonly parentId?: string;
  readonly sampled?: boolean;
  /** `tracestate` as sent. */
  readonly state?: string;
  /** `x-request-id` as sent. */
  readonly requestId?: string;
}

/** Why one exchange is thought to have been made for another, which the same process was answering then. */
export interface Cause {
  /** {@link Exchange.id} of the exchange that was being answered. */
  readonly exchange: string;
  /**
   * `trace-id`: both name the same trace. The others are inferred: it was the only exchange that the thread, or
   * the process, was answering when it sent the request.
   */
  readonly by: 'trace-id' | 'thread' | 'process';
}

export type Side = 'server' | 'client';
/** `HTTP/3` is in files of other programs alone: a trace sees no UDP. */
export type Protocol = 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2' | 'HTTP/3';

export interface Process {
  readonly pid: number;
  /** The kernel's `comm`, at most 15 bytes. */
  readonly name: string;
  /** The arguments joined by blanks; empty where the process was gone before it could be read. */
  readonly command: string;
  /** Its working directory, as its own file system names it; absent where the SSH user may not see it. */
  readonly cwd?: string;
  /** Present where its cgroup is that of a container. */
  readonly container?: Container;
}

export interface Container {
  /** As the runtime names it: 64 hexadecimal digits, or a name for LXC and systemd-nspawn. */
  readonly id: string;
  readonly runtime?: ContainerRuntime;
  /** Where the host tells it to this user. */
  readonly name?: string;
  /** The uid of its Kubernetes pod. */
  readonly pod?: string;
}

export type ContainerRuntime = 'docker' | 'containerd' | 'cri-o' | 'podman' | 'lxc' | 'nspawn';

export interface Peer {
  /** Present where the other end is a process of the same host. */
  readonly process?: Process;
}

export interface Endpoint {
  /** For a Unix socket its path, `@name` for an abstract one; empty for the end that has no name. */
  readonly address: string;
  /** 0 for a Unix socket. */
  readonly port: number;
  /** Absent for TCP. */
  readonly kind?: 'unix';
}

export type HeaderField = readonly [name: string, value: string];

export interface RequestMessage {
  readonly method: string;
  /** The request target as sent (RFC 9112, section 3.2), with secrets replaced. */
  readonly target: string;
  /** From the Host field or an absolute-form target; empty where the request has neither. */
  readonly authority: string;
  readonly headers: readonly HeaderField[];
  /** Fields after a chunked content (RFC 9112, section 7.1.2). */
  readonly trailers?: readonly HeaderField[];
  /** Length of the content on the wire, without the chunked coding's own bytes. */
  readonly bodyBytes: number;
  /** Base64 of what was captured of the content; absent where there is none, or none that may leave the host. */
  readonly body?: string;
  /**
   * Base64 of the decoded content with its secrets replaced: in place of `body`, where the coded bytes hold
   * secrets, or hold what could not be searched for them.
   */
  readonly decodedBody?: string;
  readonly content?: Content;
}

export interface ResponseMessage {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly HeaderField[];
  readonly trailers?: readonly HeaderField[];
  readonly bodyBytes: number;
  readonly body?: string;
  readonly decodedBody?: string;
  readonly content?: Content;
}

/** What the captured content of a message is. */
export interface Content {
  readonly kind: ContentKind;
  /** As Content-Type names it, lower case. */
  readonly charset?: string;
  /** In the order in which they were applied (RFC 9110, section 8.4); absent where there are none. */
  readonly codings?: readonly string[];
  /** Length of the content without its codings, as far as it was decoded; absent without codings. */
  readonly decodedBytes?: number;
  /** How the decoding ended; absent without codings. */
  readonly decoding?: DecodingEnd;
  /** How many secrets were replaced in the content; absent where none were. */
  readonly secrets?: number;
}

export type ContentKind = 'json' | 'form' | 'multipart' | 'text' | 'image' | 'binary';

export type DecodingEnd =
  /** To the last byte. */
  | 'complete'
  /** Only the first bytes of the coded content were captured; they are decoded as far as they go. */
  | 'cut'
  /** The decoded content is larger than the limit, and its decoding was stopped there. */
  | 'limit'
  /** The bytes are not what the coding prescribes. */
  | 'damaged'
  /** No decoder for this coding. */
  | 'unsupported';

/** Of the end of the connection that {@link Exchange.process} holds. */
export interface Timing extends ConnectionTiming {
  readonly startMs: number;
  readonly requestEndMs: number;
  /** `null` until the response's first byte was seen. */
  readonly responseStartMs: number | null;
  /** `null` until the exchange ended. */
  readonly endMs: number | null;
}

/** What is known beside; absent where it was not seen. */
export interface ConnectionTiming {
  /** How long the client's connect() took, where the connection was opened in the trace and this is its first exchange. */
  readonly connectMs?: number;
  /** The same exchange at the other end, where that is on the host too. */
  readonly peer?: PeerTiming;
  /**
   * How long the first byte of the request was between the two processes: from the end of the call that sent it to the
   * end of the one that received it; 0 where the reader was faster than the call that sent. Mostly it waits in the
   * socket for the application to read.
   */
  readonly requestInSocketMs?: number;
  /** The same for the response. */
  readonly responseInSocketMs?: number;
}

/** Each `null` where it was not seen by the time at which the exchange was told. */
export interface PeerTiming {
  readonly startMs: number | null;
  readonly requestEndMs: number | null;
  readonly responseStartMs: number | null;
  readonly endMs: number | null;
}

/**
 * How much of the exchange was really seen. `state` is the gravest finding; `notes` holds all of them.
 * Nothing that was not seen is ever filled in.
 */
export interface Completeness {
  readonly state: CompletenessState;
  readonly notes: readonly CompletenessNote[];
}

export type CompletenessState =
  | 'complete'
  /** Not over yet; told early because it lasts long. A later message replaces it. */
  | 'pending'
  /** Framed correctly, but only the first bytes of a body were copied. */
  | 'truncated'
  /** Bytes are missing that no limit accounts for. */
  | 'gap'
  /** The trace began after the exchange did. */
  | 'joined'
  /** The connection ended, or the trace did, before a response was seen. */
  | 'response-missing'
  /** A response whose request was not seen. */
  | 'request-missing';

export type MessageSide = 'request' | 'response';

export type CompletenessNote =
  | {
      readonly kind: 'truncated';
      readonly message: MessageSide;
      readonly captured: number;
      readonly total: number;
    }
  | {
      readonly kind: 'gap';
      readonly message: MessageSide;
      /** Of the first missing byte, counted from the first byte of the message. */
      readonly position: number;
      readonly length: number;
    }
  | { readonly kind: 'joined' }
  | {
      readonly kind: 'response-missing';
      readonly reason: 'reset' | 'closed' | 'trace-ended' | 'lost';
    }
  | { readonly kind: 'request-missing' }
  /**
   * HTTP/2: so many fields refer to entries of the compression's table (RFC 7541) that were sent before the trace, or
   * among missing bytes. They are left out; a method, target or authority among them is empty, a status 0.
   */
  | { readonly kind: 'unknown-fields'; readonly message: MessageSide; readonly count: number }
  /** The connection, or the HTTP/2 stream, ended inside the message. */
  | { readonly kind: 'cut'; readonly message: MessageSide; readonly received: number }
  /** The message broke RFC 9112 in a way that was still readable. */
  | { readonly kind: 'malformed'; readonly message: MessageSide; readonly what: string };
