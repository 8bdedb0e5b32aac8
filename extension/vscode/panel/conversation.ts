import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import {
  type Action,
  dispatch,
  type GroupName,
  type Handlers,
  type HostMessages,
  type ListName,
  type Message,
  type PageMessages,
  type ViewRequest,
} from '../../../webview/protocol/messages.ts';
import type { ConnectionRow, EndpointRow, RowWindow } from '../../../webview/protocol/rows.ts';
import type { PanelState } from '../../../webview/protocol/state.ts';
import { parsePageMessage } from '../../../webview/protocol/validate.ts';
import { bodyText } from '../../core/exchange/decode-body.ts';
import { exchangeGrouping } from '../../core/exchange/groups.ts';
import { FilterSyntaxError, parseFilter } from '../../core/filter/filter.ts';
import type { FilterMemory } from '../../core/filter/memory.ts';
import type { FilterContext } from '../../core/filter/states.ts';
import { suggest } from '../../core/filter/suggest.ts';
import { type RouteName, routeText } from '../../core/routes/route-text.ts';
import { exchangeKey } from '../../core/store/exchange-order.ts';
import type { HeldExchange } from '../../core/store/exchange-store.ts';
import { ListView } from '../../core/store/list-view.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { connectionList, endpointList } from './aggregates.ts';
import { detailsOf, type Readings } from './details.ts';
import { exchangeRow, groupRow, type Known } from './rows.ts';
import type { SnapshotList } from './snapshot-list.ts';

type Aggregate = Pick<
  SnapshotList<ConnectionRow | EndpointRow>,
  'order' | 'clear' | 'refresh' | 'window'
>;

export interface ConversationParts {
  readonly store: TraceStore;
  post(message: Message<HostMessages>): void;
  readonly filters: FilterMemory;
  state(): PanelState;
  act(action: Action): void;
  /** Puts an exchange into the clipboard. */
  copy(id: string): void;
  openBody(id: string, message: 'request' | 'response'): void;
  readonly readings: Readings;
  /** The routes of the workspace that may have answered an exchange. */
  routesOf?(exchange: Exchange): readonly RouteName[];
  /** The page can be told things from now on. */
  begun?(): void;
  /** A message that the page should not have sent. */
  refused(message: unknown): void;
}

/** Milliseconds of filtering between two turns of the event loop. */
const slice = 8;
/** Milliseconds of filtering that nobody notices. */
const quick = 100;

/**
 * The extension's side of the talk with one page: keeps the page's filtered view of the store and tells it the
 * rows that it asked for, whenever they change. Knows nothing of VS Code.
 */
export class Conversation {
  private readonly exchanges: ListView<HeldExchange>;
  private readonly aggregates: Record<'connections' | 'endpoints', Aggregate>;
  private refreshed = 0;
  private readonly requests = new Map<ListName, ViewRequest>();
  private readonly listening: { dispose(): void };
  private selected: string | null = null;
  /** When the page told what is selected: epoch milliseconds, 0 for never. */
  usedAt = 0;
  private ready = false;
  private paused = false;
  private group: GroupName | null = null;
  /** The groups tell hosts apart. */
  private severalHosts = false;
  /** The filter or the groups have asked for routes. */
  private goesByRoutes = false;
  private turn: NodeJS.Immediate | undefined;
  private late: NodeJS.Timeout | undefined;
  private busySince: number | undefined;
  private progressTold = false;

  constructor(private readonly parts: ConversationParts) {
    const { store } = parts;
    this.exchanges = new ListView(store.exchanges);
    this.aggregates = { connections: connectionList(store), endpoints: endpointList(store) };
    this.listening = store.listen({
      changed: () => this.work(),
      replaced: (sequence) => {
        this.exchanges.replaced(sequence);
        if (store.exchanges.get(sequence)?.exchange.id === this.selected) this.tellDetails();
      },
      cleared: () => {
        this.exchanges.reset();
        for (const list of Object.values(this.aggregates)) list.clear();
        this.tellDetails();
      },
    });
  }

  receive(value: unknown): void {
    const message = parsePageMessage(value);
    if (message) dispatch(this.handlers, message);
    else this.parts.refused(value);
  }

  /** The trace, the pause or the losses are other ones now. */
  stateChanged(): void {
    const state = this.parts.state();
    this.exchanges.freeze(state.paused);
    this.paused = state.paused;
    this.work();
  }

  /** What routes there are is known better now: what went by them is looked at again. */
  routesChanged(): void {
    if (this.goesByRoutes) this.exchanges.again();
    this.work();
  }

  /** What messages of gRPC are called is known better now. */
  schemasChanged(): void {
    this.tellDetails();
  }

  /** The exchanges that the filter lets through, in the table's order. */
  shown(): readonly Exchange[] {
    const { store } = this.parts;
    return Array.from(
      this.exchanges.items(),
      ({ exchange }) => store.whole(exchange.id)?.exchange ?? exchange,
    );
  }

  /** VS Code has hidden the page and thrown it away; it says `ready` when it is back. */
  pageGone(): void {
    clearImmediate(this.turn);
    clearTimeout(this.late);
    this.late = undefined;
    this.turn = undefined;
    this.ready = false;
  }

  get selectedExchange(): string | null {
    return this.selected;
  }

  /** Puts another filter into the page's field. @returns whether there is a page */
  setFilter(text: string): boolean {
    this.post('setFilter', { text });
    return this.ready;
  }

  dispose(): void {
    this.pageGone();
    this.listening.dispose();
  }

  private readonly handlers: Handlers<PageMessages> = {
    ready: () => {
      this.ready = true;
      this.requests.clear();
      this.post('filters', this.parts.filters.all);
      this.stateChanged();
      this.parts.begun?.();
    },
    view: (request) => {
      this.requests.set(request.list, request);
      if (!this.turn) this.tellRows(request.list);
    },
    filter: ({ text }) => this.applyFilter(text),
    suggest: ({ text, caret }) => this.tellSuggestions(text, caret),
    keepFilter: ({ text, how }) => {
      const { filters } = this.parts;
      if (how === 'used') filters.used(text);
      else filters.save(text, how === 'saved');
      this.post('filters', filters.all);
    },
    order: ({ list, column, descending, group }) => {
      if (list !== 'exchanges') {
        this.aggregates[list].order(column, descending);
        this.tellRows(list);
        return;
      }
      const key =
        column === null ? undefined : exchangeKey(column, (id) => this.parts.store.hostOf(id));
      this.exchanges.setOrder(key && { key, descending });
      if (group !== this.group) {
        this.group = group;
        this.exchanges.setGrouping(
          group === null ? undefined : exchangeGrouping(group, this.parts.store, this.askedRoutes),
        );
        this.reveal();
      }
      this.work();
    },
    fold: ({ group, open }) => {
      this.exchanges.fold(group, open);
      this.tellRows('exchanges');
    },
    select: ({ id }) => {
      this.selected = id;
      this.usedAt = Date.now();
      this.reveal();
      this.tellDetails();
      if (!this.turn) this.tellRows('exchanges');
    },
    action: ({ action }) => this.parts.act(action),
    copy: ({ id }) => this.parts.copy(id),
    openBody: ({ id, message }) => this.parts.openBody(id, message),
  };

  /** What is selected is not to be hidden in a group. */
  private reveal(): void {
    const held = this.selected === null ? undefined : heldIn(this.parts.store, this.selected);
    if (held) this.exchanges.reveal(held);
  }

  private known(exchange: Exchange): Known {
    const { store, routesOf } = this.parts;
    return {
      note: store.notes.get(exchange.id) ?? '',
      route: routeText(routesOf?.(exchange) ?? []),
      tracedHost: store.hostOf(exchange.id),
    };
  }

  /** For what has to be looked at again when the routes are other ones. */
  private readonly askedRoutes = (exchange: Exchange): readonly RouteName[] => {
    this.goesByRoutes = true;
    return this.parts.routesOf?.(exchange) ?? [];
  };

  private get filterContext(): FilterContext {
    const { store } = this.parts;
    return {
      bodyText,
      noteOf: (id) => store.notes.get(id) ?? '',
      whole: (exchange) => store.whole(exchange.id)?.exchange ?? exchange,
      tracedHostOf: (id) => store.hostOf(id),
      routesOf: this.askedRoutes,
    };
  }

  private applyFilter(text: string): void {
    try {
      const filter = parseFilter(text, this.filterContext);
      this.exchanges.setFilter(({ exchange }) => filter(exchange));
      this.post('filter', { text, error: null });
      this.work();
    } catch (error) {
      if (!(error instanceof FilterSyntaxError)) throw error;
      this.post('filter', { text, error: error.message });
    }
  }

  /** Brings the views up to date in slices, then tells the page. */
  private work(): void {
    if (this.turn || !this.ready) return;
    const several = this.parts.store.tracedHosts.length > 1;
    if (several !== this.severalHosts) {
      this.severalHosts = several;
      if (this.group !== null) this.exchanges.again();
    }
    const done = this.exchanges.advance(slice);
    this.tellProgress();
    if (done) {
      this.post('state', this.parts.state());
      this.refreshAggregates();
      for (const list of this.requests.keys()) this.tellRows(list);
      return;
    }
    this.turn = setImmediate(() => {
      this.turn = undefined;
      this.work();
    });
  }

  /** Work that is over in no time is not worth a word. */
  private tellProgress(): void {
    const { progress } = this.exchanges;
    const now = performance.now();
    if (progress === null) {
      if (this.progressTold) this.post('progress', { share: null });
      this.progressTold = false;
      this.busySince = undefined;
      return;
    }
    this.busySince ??= now;
    if (now - this.busySince < quick) return;
    this.busySince = now;
    this.progressTold = true;
    this.post('progress', { share: progress });
  }

  private tellSuggestions(text: string, caret: number): void {
    const { filters, store } = this.parts;
    const { from, items } = suggest(text, caret, latest(store, 5000), this.filterContext);
    const parts = items.map((item) => ({ kind: 'part', ...item }) as const);
    const known = (kind: 'saved' | 'recent', all: readonly string[]) =>
      all.map((insert) => ({ kind, insert, detail: kind }) as const);
    const { saved, recent } = filters.all;
    const others = recent.filter((filter) => !saved.includes(filter)).slice(0, 5);
    const whole = text.trim() === '' ? [...known('saved', saved), ...known('recent', others)] : [];
    this.post('suggestions', { text, caret, from, items: [...whole, ...parts] });
  }

  private tellRows(list: ListName): void {
    const request = this.requests.get(list);
    if (!request) return;
    const { store } = this.parts;
    if (list === 'exchanges') {
      const sequence = this.selected === null ? null : store.exchanges.sequenceOf(this.selected);
      const window = this.exchanges.window(request.first, request.count);
      this.post('exchanges', {
        ...bounds(this.exchanges, store.exchanges.length),
        first: window.first,
        heading: window.heading,
        rows: window.entries.map(({ group, item }) =>
          group ? groupRow(group) : exchangeRow(item.exchange, this.known(item.exchange)),
        ),
        selectedAt: sequence == null ? null : this.exchanges.positionOf(sequence),
      });
    } else this.post(list, this.aggregates[list].window(request.first, request.count) as never);
  }

  /** Ordering thousands of rows ten times a second would be for nobody's eyes. */
  private refreshAggregates(): void {
    const now = performance.now();
    if (this.paused || now - this.refreshed < 500) {
      this.late ??= this.paused ? undefined : setTimeout(() => this.work(), 500);
      return;
    }
    clearTimeout(this.late);
    this.late = undefined;
    this.refreshed = now;
    for (const list of Object.values(this.aggregates)) list.refresh();
  }

  private tellDetails(): void {
    if (this.selected === null) return;
    this.post('details', detailsOf(this.parts.store, this.parts.readings, this.selected));
  }

  private post<Name extends keyof HostMessages>(type: Name, data: HostMessages[Name]): void {
    if (this.ready) this.parts.post({ type, data } as Message<HostMessages>);
  }
}

function bounds(
  view: ListView<HeldExchange>,
  held: number,
): Pick<RowWindow<never>, 'generation' | 'start' | 'end' | 'shown' | 'waiting' | 'held'> {
  const { generation, start, end, count, waiting } = view;
  return { generation, start, end, shown: count, waiting, held };
}

function heldIn({ exchanges }: TraceStore, id: string): HeldExchange | undefined {
  const sequence = exchanges.sequenceOf(id);
  return sequence === undefined ? undefined : exchanges.get(sequence);
}

function* latest({ exchanges }: TraceStore, count: number): Generator<Exchange> {
  const first = Math.max(exchanges.first, exchanges.end - count);
  for (let sequence = exchanges.end - 1; sequence >= first; sequence -= 1) {
    const held = exchanges.get(sequence);
    if (held) yield held.exchange;
  }
}
