import { SessionError, type TraceTarget } from '../session/session.ts';
import { parseDestination, unbracketed } from './destination.ts';

/**
 * Reads what a person types: `[user@]host`, `[user@]host:port` or `[user@]host -p port`, with `ssh` before it or
 * not, and `ssh://[user@]host[:port]`. An IPv6 address with a port after a colon stands in brackets.
 * @throws SessionError `bad-destination`
 */
export function parseTarget(text: string): TraceTarget {
  const [, place = text.trim(), option] =
    /^(?:ssh\s+)?(\S+)\s+-p\s*(\d+)$/.exec(text.trim()) ?? /^ssh\s+(\S+)$/.exec(text.trim()) ?? [];
  const address = place.replace(/^ssh:\/\/(.*?)\/?$/i, '$1');
  const [, named = address, suffix] =
    /^((?:.*@)?(?:\[[^\]]+\]|[^:@\]]+)):(\d+)$/.exec(address) ?? [];
  const destination = named.replace(/\[([^\]]+)\]$/, '$1');
  parseDestination(destination);
  const port = option ?? suffix;
  return port === undefined ? { destination } : { destination, port: parsePort(port) };
}

/** How a target is shown and remembered; {@link parseTarget} reads it. */
export function formatTarget({ destination, port }: TraceTarget): string {
  if (port === undefined) return destination;
  const at = destination.lastIndexOf('@') + 1;
  const host = unbracketed(destination.slice(at));
  return `${destination.slice(0, at)}${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The sentence why a text is no destination; `undefined` when it is one. */
export function targetProblem(text: string): string | undefined {
  try {
    parseTarget(text);
    return undefined;
  } catch (error) {
    if (error instanceof SessionError) return error.message;
    throw error;
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (port >= 1 && port <= 65535) return port;
  throw new SessionError('bad-destination', `Port ${text} does not exist; ports are 1 to 65535.`);
}
