import type {
  HostMessages,
  PageMessages,
  ViewRequest,
} from '../../../webview/protocol/messages.ts';
import type { ConnectionRow, EndpointRow } from '../../../webview/protocol/rows.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import type { AggregateList } from './aggregate-list.ts';
import { connectionList, endpointList } from './aggregates.ts';

type AggregateName = 'connections' | 'endpoints';
type Aggregate = Pick<
  AggregateList<never, ConnectionRow | EndpointRow>,
  'look' | 'order' | 'clear' | 'freeze' | 'advance' | 'window' | 'dispose'
>;

/** Milliseconds between two looks at the store. */
const pace = 500;

/** Connections and endpoints of one page: ordering thousands of rows ten times a second would be for nobody's eyes. */
export class AggregateLists {
  private readonly lists: Record<AggregateName, Aggregate>;
  /** What was asked for is not all in its place yet. */
  private working = false;
  /** Of what is in its place, not all was told. */
  private untold = false;
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

  freeze(paused: boolean): void {
    for (const list of Object.values(this.lists)) list.freeze(paused);
  }

  /**
   * The rows that the page wants; those of a list that nobody looks at are not kept in order.
   * @returns whether it is looked at only now
   */
  look(name: AggregateName, { count }: ViewRequest): boolean {
    const anew = this.lists[name].look(count > 0);
    if (anew) this.working = true;
    return anew;
  }

  order(name: AggregateName, { column, descending }: PageMessages['order']): void {
    this.lists[name].order(column, descending);
    this.working = true;
  }

  window<Name extends AggregateName>(
    name: Name,
    { first, count }: ViewRequest,
  ): HostMessages[Name] {
    return this.lists[name].window(first, count) as HostMessages[Name];
  }

  /** Goes on for so many milliseconds, when it is time to. @returns whether there is nothing left to do now */
  advance(budgetMs: number): boolean {
    const now = performance.now();
    if (!this.working && now - this.refreshed < pace) {
      this.late ??= setTimeout(this.due, pace);
      return true;
    }
    clearTimeout(this.late);
    this.late = undefined;
    this.refreshed = now;
    this.working = !Object.values(this.lists).every((list) => list.advance(budgetMs));
    this.untold = true;
    return !this.working;
  }

  /** Whether there is something new to tell; it is taken for told then. */
  takeUntold(): boolean {
    const { untold } = this;
    this.untold = false;
    return untold;
  }

  /** Nobody looks any more, and nothing is waited for. */
  rest(): void {
    clearTimeout(this.late);
    this.late = undefined;
    for (const list of Object.values(this.lists)) list.look(false);
  }

  dispose(): void {
    this.rest();
    for (const list of Object.values(this.lists)) list.dispose();
  }
}
