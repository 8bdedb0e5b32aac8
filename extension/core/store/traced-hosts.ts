import { traceOfName } from '../exchange/names.ts';

/** The hosts of the traces that are held together; the first trace's number is 1. */
export class TracedHosts {
  private hosts: string[] = [];
  private known: readonly string[] = [];

  /** Each host once, in the order of their first traces. */
  get all(): readonly string[] {
    return this.known;
  }

  /** Another trace begins. @returns its number */
  begin(host: string): number {
    const count = this.hosts.push(host);
    this.known = [...new Set(this.hosts)];
    return count;
  }

  /** The host that an exchange or a connection was traced on; empty where that is not known. */
  of(name: string): string {
    return this.hosts[traceOfName(name) - 1] ?? '';
  }

  clear(): void {
    this.hosts = [];
    this.known = [];
  }
}
