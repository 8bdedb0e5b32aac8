import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';

/** Durations that percentiles are made of: the latest ones. */
const maxDurations = 256;
const maxRecent = 8;
/** Seconds that the history goes back. */
export const historySeconds = 60;

/** What is kept of one of the latest exchanges of a route. */
export interface RecentExchange {
  readonly id: string;
  /** By this machine's clock. */
  readonly timeMs: number;
  readonly method: string;
  readonly target: string;
  readonly status: number | null;
  readonly durationMs: number | null;
}

/** What happened on one route. */
export class RouteStatistics {
  requests = 0;
  /** Answers of 500 and above. */
  errors = 0;
  /** Requests that other routes may have answered as well. */
  ambiguous = 0;
  readonly statuses = new Map<number, number>();
  /** Requests by the host that they were traced on. */
  readonly hosts = new Map<string, number>();
  /** The latest first. */
  recent: readonly RecentExchange[] = [];
  lastError: RecentExchange | null = null;
  private readonly durations: number[] = [];
  private readonly seconds = new Map<number, number>();

  /**
   * @param alone no other route may have answered
   * @param host that it was traced on
   * @param timeMs when it began, by this machine's clock
   */
  add(exchange: Exchange, alone: boolean, host = '', timeMs = exchange.timing.startMs): void {
    const told = recentOf(exchange, timeMs);
    this.hosts.set(host, (this.hosts.get(host) ?? 0) + 1);
    this.requests += 1;
    if (!alone) this.ambiguous += 1;
    if (told.status !== null) {
      this.statuses.set(told.status, (this.statuses.get(told.status) ?? 0) + 1);
      if (told.status >= 500) {
        this.errors += 1;
        this.lastError = told;
      }
    }
    if (told.durationMs !== null) {
      this.durations[this.requests % maxDurations] = told.durationMs;
    }
    this.recent = [told, ...this.recent].slice(0, maxRecent);
    this.countSecond(Math.floor(told.timeMs / 1000));
  }

  /** Milliseconds that so much of the latest exchanges took at most; `null` where none has ended. */
  percentile(share: number): number | null {
    const sorted = this.durations.filter((one) => one !== undefined).sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? null;
  }

  /** Requests in each of the last seconds before `nowMs`, the latest last. */
  history(nowMs: number): number[] {
    const now = Math.floor(nowMs / 1000);
    return Array.from({ length: historySeconds }, (_, index) => {
      return this.seconds.get(now - historySeconds + 1 + index) ?? 0;
    });
  }

  private countSecond(second: number): void {
    this.seconds.set(second, (this.seconds.get(second) ?? 0) + 1);
    if (this.seconds.size <= historySeconds * 2) return;
    for (const one of this.seconds.keys()) {
      if (one <= second - historySeconds) this.seconds.delete(one);
    }
    // Of times that do not follow each other, the first ones told go.
    for (const one of this.seconds.keys()) {
      if (this.seconds.size <= historySeconds * 2) break;
      this.seconds.delete(one);
    }
  }
}

function recentOf({ id, request, response, timing }: Exchange, timeMs: number): RecentExchange {
  return {
    id,
    timeMs,
    method: request.method,
    target: request.target.slice(0, 500),
    status: response?.status ?? null,
    durationMs: timing.endMs === null ? null : timing.endMs - timing.startMs,
  };
}
