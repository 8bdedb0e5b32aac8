import type {
  HostMessages,
  PageMessages,
  ViewRequest,
} from '../../../webview/protocol/messages.ts';
import type { ConnectionRow, EndpointRow } from '../../../webview/protocol/rows.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { connectionList, endpointList } from './aggregates.ts';
import type { SnapshotList } from './snapshot-list.ts';

type AggregateName = 'connections' | 'endpoints';
type Aggregate = Pick<
  SnapshotList<ConnectionRow | EndpointRow>,
  'order' | 'clear' | 'refresh' | 'window'
>;

/** Milliseconds between two looks at the store. */
const pace = 500;

/** Connections and endpoints of one page: ordering thousands of rows ten times a second would be for nobody's eyes. */
export class AggregateLists {
  private readonly lists: Record<AggregateName, Aggregate>;
  private refreshed = 0;
  private late: NodeJS.Timeout | undefined;

  /** @param due what to do when it is time to look again, where something has changed too early for that */
  constructor(
    store: TraceStore,
    private readonly due: () => void,
  ) {
    this.lists = { connections: connectionList(store), endpoints: endpointList(store) };
  }

  clear(): void {
    for (const list of Object.values(this.lists)) list.clear();
  }

  order(name: AggregateName, { column, descending }: PageMessages['order']): void {
    this.lists[name].order(column, descending);
  }

  window<Name extends AggregateName>(
    name: Name,
    { first, count }: ViewRequest,
  ): HostMessages[Name] {
    return this.lists[name].window(first, count) as HostMessages[Name];
  }

  refresh(paused: boolean): void {
    const now = performance.now();
    if (paused || now - this.refreshed < pace) {
      this.late ??= paused ? undefined : setTimeout(this.due, pace);
      return;
    }
    this.cancel();
    this.refreshed = now;
    for (const list of Object.values(this.lists)) list.refresh();
  }

  /** Nothing is waited for any more. */
  cancel(): void {
    clearTimeout(this.late);
    this.late = undefined;
  }
}
