import { traceOfName } from '../exchange/names.ts';

/** The hosts of the traces that are held together; the first trace's number is 1. */
export class TracedHosts {
  private traces: { readonly host: string; readonly clockAheadMs: number }[] = [];
  private known: readonly string[] = [];

  /** Each host once, in the order of their first traces. */
  get all(): readonly string[] {
    return this.known;
  }

  /** Another trace begins. @returns its number */
  begin(host: string, clockAheadMs: number): number {
    const count = this.traces.push({ host, clockAheadMs });
    this.known = [...new Set(this.traces.map((trace) => trace.host))];
    return count;
  }

  /** The host that an exchange or a connection was traced on; empty where that is not known. */
  of(name: string): string {
    return this.traces[traceOfName(name) - 1]?.host ?? '';
  }

  /** How far the clock of that host was ahead of this machine's when the trace began. */
  clockAheadMs(name: string): number {
    return this.traces[traceOfName(name) - 1]?.clockAheadMs ?? 0;
  }

  clear(): void {
    this.traces = [];
    this.known = [];
  }
}
