import type { Endpoint, HeaderField, ProxiedAddresses, ResponseMessage } from './exchange.ts';

/** A request that the agent is to send from the host, as the SSH user. */
export interface ReplayParams {
  /** `HTTP/2` with prior knowledge (RFC 9113, section 3.3); over TLS it is always HTTP/1.1. */
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  readonly scheme: 'http' | 'https';
  /** Where to connect, whatever the authority says. The address may be a name that the host knows. */
  readonly to: Endpoint;
  /** The connection is to begin with a header of the PROXY protocol that names these. */
  readonly proxied?: ProxiedAddresses;
  readonly method: string;
  readonly target: string;
  readonly authority: string;
  /** Those that say how a connection or a message is framed are left to the agent. */
  readonly headers: readonly HeaderField[];
  /** Base64. */
  readonly body?: string;
}

export interface ReplayResult {
  /** Secrets are replaced as in the trace that is on. */
  readonly response: ResponseMessage;
  /** Epoch milliseconds. */
  readonly timing: ReplayTiming;
  /** The answer was longer, or took longer, than the agent waits for: its end is missing. */
  readonly cut: boolean;
}

export interface ReplayTiming {
  readonly startMs: number;
  readonly responseStartMs: number;
  readonly endMs: number;
}

/** Bytes of the content of a request that is replayed, at most. */
export const mostReplayed = 8 * 1024 * 1024;
