import type { Loss } from '../../../remote-agent/protocol/messages.ts';
import type { HostLoss } from '../../../webview/protocol/state.ts';

/** Agents have some twenty reasons; what a host invents beyond that is not held. */
const mostReasons = 1000;
const longestReason = 200;

/** Adds up what was lost, by host and reason. */
export class LossCounts {
  private readonly counts = new Map<string, HostLoss>();

  get all(): readonly HostLoss[] {
    return [...this.counts.values()];
  }

  add(items: readonly Loss[], host: string): void {
    for (const { reason, events, bytes } of items) {
      const key = `${reason} ${host}`;
      const before = this.counts.get(key);
      if (!before && (this.counts.size >= mostReasons || reason.length > longestReason)) continue;
      this.counts.set(key, {
        ...{ host, reason },
        events: events + (before?.events ?? 0),
        bytes: bytes + (before?.bytes ?? 0),
      });
    }
  }

  clear(): void {
    this.counts.clear();
  }
}
