import type { HostState } from '../../../webview/protocol/state.ts';

/** How the trace of each host is, in the order of their starts. */
export class HostStates {
  private readonly byHost = new Map<string, HostState>();

  constructor(private readonly changed: () => void) {}

  get all(): readonly HostState[] {
    return [...this.byHost.values()];
  }

  of(host: string): HostState | undefined {
    return this.byHost.get(host);
  }

  set(state: HostState): void {
    this.byHost.set(state.host, state);
    this.changed();
  }

  /** As if the host had never been traced. */
  forget(host: string): void {
    this.byHost.delete(host);
    this.changed();
  }

  /** Something else is set at once. */
  clear(): void {
    this.byHost.clear();
  }
}
