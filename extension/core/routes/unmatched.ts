import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';

/** Requests that no route of the workspace is known for. */
export interface UnmatchedPath {
  readonly method: string;
  /** With `{}` for segments that look like identifiers. */
  readonly path: string;
  readonly process: string;
  /** Empty where it is not known. */
  readonly tracedHost: string;
  readonly requests: number;
  /** Of the latest one. */
  readonly exchange: string;
}

/** Different paths that are kept; the least asked for goes first. */
const maxPaths = 500;

/** Counts requests without a route, alike paths together. */
export class Unmatched {
  private readonly paths = new Map<string, UnmatchedPath>();
  private letGo = 0;

  /** Requests that are no longer listed, because so many other paths were asked for. */
  get dropped(): number {
    return this.letGo;
  }

  /** @param host that it was traced on */
  add({ id, request, process }: Exchange, path: string, host = ''): void {
    const alike = generalised(path);
    const key = `${request.method} ${alike} ${process.name} ${host}`;
    const requests = (this.paths.get(key)?.requests ?? 0) + 1;
    const method = request.method.slice(0, 40);
    this.paths.set(key, {
      ...{ method, path: alike, process: process.name, tracedHost: host, requests, exchange: id },
    });
    if (this.paths.size > maxPaths) this.dropLeast();
  }

  /** Those asked for most first. */
  list(): UnmatchedPath[] {
    return [...this.paths.values()].sort((a, b) => b.requests - a.requests);
  }

  clear(): void {
    this.paths.clear();
    this.letGo = 0;
  }

  private dropLeast(): void {
    const left = [...this.paths].sort(([, a], [, b]) => b.requests - a.requests);
    for (const [key, { requests }] of left.slice(maxPaths / 2)) {
      this.paths.delete(key);
      this.letGo += requests;
    }
  }
}

/** Numbers, UUIDs and long hexadecimal digits in a path are one thing each time another. */
function generalised(path: string): string {
  return path
    .slice(0, 300)
    .split('/')
    .map((part) => (/^(\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,})$/i.test(part) ? '{}' : part))
    .join('/');
}
