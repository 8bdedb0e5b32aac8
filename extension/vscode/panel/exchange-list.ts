import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { GroupName, HostMessages, PageMessages } from '../../../webview/protocol/messages.ts';
import { bodyText } from '../../core/exchange/decode-body.ts';
import { exchangeGrouping } from '../../core/exchange/groups.ts';
import {
  type Filter,
  FilterSyntaxError,
  parseFilter,
  parseUpTo,
} from '../../core/filter/filter.ts';
import type { FilterContext } from '../../core/filter/states.ts';
import { type RouteName, routeText } from '../../core/routes/route-text.ts';
import { exchangeKey } from '../../core/store/exchange-order.ts';
import type { HeldExchange } from '../../core/store/exchange-store.ts';
import { ListView } from '../../core/store/list-view.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { exchangeRow, groupRow, type Known } from './rows.ts';

/** The exchanges as one page shows them: those that its filter lets through, in its order and groups. */
export class ExchangeList {
  private readonly view: ListView<HeldExchange>;
  private group: GroupName | null = null;
  /** The groups tell hosts apart. */
  private severalHosts = false;
  /** The filter or the groups have asked for routes. */
  private goesByRoutes = false;

  /** @param routesOf the routes of the workspace that may have answered an exchange */
  constructor(
    private readonly store: TraceStore,
    private readonly routesOf: (exchange: Exchange) => readonly RouteName[],
  ) {
    this.view = new ListView(store.exchanges);
  }

  /** What filters and suggestions ask of an exchange. */
  get context(): FilterContext {
    const { store } = this;
    return {
      bodyText,
      noteOf: (id) => store.notes.get(id) ?? '',
      whole: (exchange) => store.whole(exchange.id)?.exchange ?? exchange,
      tracedHostOf: (id) => store.hostOf(id),
      routesOf: this.askedRoutes,
    };
  }

  /** How much of the work is done, from 0 to 1; `null` when there is none. */
  get progress(): number | null {
    return this.view.progress;
  }

  /** Those that are shown. */
  *shown(): Generator<Exchange> {
    for (const { exchange } of this.view.items()) {
      yield this.store.whole(exchange.id)?.exchange ?? exchange;
    }
  }

  replaced(sequence: number): void {
    this.view.replaced(sequence);
  }

  reset(): void {
    this.view.reset();
  }

  freeze(paused: boolean): void {
    this.view.freeze(paused);
  }

  /** What routes there are is known better now: what went by them is looked at again. */
  routesChanged(): void {
    if (this.goesByRoutes) this.view.again();
  }

  /** @returns what is wrong with the filter; what stands before it is taken alone then */
  setFilter(text: string): string | null {
    let problem: string | null = null;
    let filter: Filter;
    try {
      filter = parseFilter(text, this.context);
    } catch (error) {
      if (!(error instanceof FilterSyntaxError)) throw error;
      problem = error.message;
      filter = parseUpTo(text.slice(0, error.position), this.context);
    }
    this.view.setFilter(({ exchange }) => filter(exchange));
    return problem;
  }

  /** @param selected it stays in sight where the groups are other ones now */
  order({ column, descending, group }: PageMessages['order'], selected: string | null): void {
    const key = column === null ? undefined : exchangeKey(column, (id) => this.store.hostOf(id));
    this.view.setOrder(key && { key, descending });
    if (group === this.group) return;
    this.group = group;
    this.view.setGrouping(
      group === null ? undefined : exchangeGrouping(group, this.store, this.askedRoutes),
    );
    this.reveal(selected);
  }

  fold({ group, open }: PageMessages['fold']): void {
    this.view.fold(group, open);
  }

  /** What is selected is not to be hidden in a group. */
  reveal(id: string | null): void {
    const { exchanges } = this.store;
    const sequence = id === null ? undefined : exchanges.sequenceOf(id);
    const held = sequence === undefined ? undefined : exchanges.get(sequence);
    if (held) this.view.reveal(held);
  }

  /** Goes on with filtering and sorting for so many milliseconds. @returns whether all is done */
  advance(budgetMs: number): boolean {
    const several = this.store.tracedHosts.length > 1;
    if (several !== this.severalHosts) {
      this.severalHosts = several;
      if (this.group !== null) this.view.again();
    }
    return this.view.advance(budgetMs);
  }

  /** The rows of a window of the list. */
  window(first: number | null, count: number, selected: string | null): HostMessages['exchanges'] {
    const { view, store } = this;
    const sequence = selected === null ? null : store.exchanges.sequenceOf(selected);
    const window = view.window(first, count);
    const { generation, start, end, waiting } = view;
    return {
      ...{ generation, start, end, waiting },
      ...{ shown: view.count, held: store.exchanges.length },
      first: window.first,
      heading: window.heading,
      rows: window.entries.map(({ group, item }) =>
        group ? groupRow(group) : exchangeRow(item.exchange, this.known(item.exchange)),
      ),
      selectedAt: sequence == null ? null : view.positionOf(sequence),
    };
  }

  private known(exchange: Exchange): Known {
    const { store } = this;
    return {
      note: store.notes.get(exchange.id) ?? '',
      route: routeText(this.routesOf(exchange)),
      tracedHost: store.hostOf(exchange.id),
    };
  }

  /** For what has to be looked at again when the routes are other ones. */
  private readonly askedRoutes = (exchange: Exchange): readonly RouteName[] => {
    this.goesByRoutes = true;
    return this.routesOf(exchange);
  };
}
