import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import {
  dispatch,
  type Handlers,
  type HostMessages,
  type ListName,
  type Message,
  type PageMessages,
  type ViewRequest,
} from '../../../webview/protocol/messages.ts';
import { parsePageMessage } from '../../../webview/protocol/validate.ts';
import { AggregateLists } from './aggregate-lists.ts';
import type { ConversationParts } from './conversation-parts.ts';
import { ExchangeList } from './exchange-list.ts';
import { Selected } from './selected.ts';
import { suggestionsFor } from './suggestions.ts';
import { WorkProgress } from './work-progress.ts';

/** Milliseconds of filtering between two turns of the event loop. */
const slice = 8;

/**
 * The extension's side of the talk with one page: keeps the page's filtered view of the store and tells it the
 * rows that it asked for, whenever they change. Knows nothing of VS Code.
 */
export class Conversation {
  private readonly exchanges: ExchangeList;
  private readonly aggregates: AggregateLists;
  private readonly progress: WorkProgress;
  private readonly requests = new Map<ListName, ViewRequest>();
  private readonly listening: { dispose(): void };
  private readonly selected: Selected;
  /** When the page told what is selected: epoch milliseconds, 0 for never. */
  usedAt = 0;
  private ready = false;
  private turn: NodeJS.Immediate | undefined;

  constructor(private readonly parts: ConversationParts) {
    const { store } = parts;
    this.exchanges = new ExchangeList(store, (exchange) => parts.routesOf?.(exchange) ?? []);
    this.aggregates = new AggregateLists(store, () => this.work());
    this.progress = new WorkProgress((share) => this.post('progress', { share }));
    this.selected = new Selected({
      ...{ store, readings: parts.readings },
      post: (type, data) => this.post(type, data),
    });
    this.listening = store.listen({
      changed: () => {
        this.work();
        if (this.ready) this.selected.storeChanged();
      },
      replaced: (sequence) => {
        this.exchanges.replaced(sequence);
        const held = store.exchanges.get(sequence);
        if (held) this.selected.replaced(held.exchange);
      },
      cleared: () => {
        this.exchanges.reset();
        this.aggregates.clear();
        this.selected.tell();
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
    this.aggregates.freeze(state.paused);
    this.work();
  }

  /** What routes there are is known better now: what went by them is looked at again. */
  routesChanged(): void {
    this.exchanges.routesChanged();
    this.work();
  }

  /** What messages of gRPC are called is known better now. */
  schemasChanged(): void {
    this.selected.tellAgain();
  }

  /** The exchanges that the filter lets through, in the table's order. */
  shown(): readonly Exchange[] {
    return [...this.exchanges.shown()];
  }

  /** VS Code has hidden the page and thrown it away; it says `ready` when it is back. */
  pageGone(): void {
    clearImmediate(this.turn);
    this.aggregates.rest();
    this.selected.rest();
    this.turn = undefined;
    this.ready = false;
  }

  get selectedExchange(): string | null {
    return this.selected.id;
  }

  /** Puts another filter into the page's field. @returns whether there is a page */
  setFilter(text: string): boolean {
    this.post('setFilter', { text });
    return this.ready;
  }

  dispose(): void {
    this.pageGone();
    this.aggregates.dispose();
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
      const { list } = request;
      this.requests.set(list, request);
      if (list !== 'exchanges' && this.aggregates.look(list, request)) this.work();
      else if (!this.turn) this.tellRows(list);
    },
    filter: ({ text }) => {
      const error = this.exchanges.setFilter(text);
      this.post('filter', { text, error });
      this.work();
    },
    suggest: ({ text, caret }) => {
      const { filters, store } = this.parts;
      const { context } = this.exchanges;
      this.post('suggestions', suggestionsFor(text, caret, filters, store, context));
    },
    keepFilter: ({ text, how }) => {
      const { filters } = this.parts;
      if (how === 'used') filters.used(text);
      else filters.save(text, how === 'saved');
      this.post('filters', filters.all);
    },
    order: (request) => {
      const { list } = request;
      if (list === 'exchanges') this.exchanges.order(request, this.selected.id);
      else this.aggregates.order(list, request);
      this.work();
    },
    fold: (fold) => {
      this.exchanges.fold(fold);
      this.tellRows('exchanges');
    },
    select: ({ id }) => {
      this.usedAt = Date.now();
      this.exchanges.reveal(id);
      this.selected.select(id);
      if (!this.turn) this.tellRows('exchanges');
    },
    action: ({ action }) => this.parts.act(action),
    copy: ({ id }) => this.parts.copy(id),
    openBody: ({ id, message }) => this.parts.openBody(id, message),
  };

  /** Brings the views up to date in slices, then tells the page. */
  private work(): void {
    if (this.turn || !this.ready) return;
    const done = this.exchanges.advance(slice) && this.aggregates.advance(slice);
    this.progress.update(this.exchanges.progress);
    if (done) {
      this.post('state', this.parts.state());
      const all = this.aggregates.takeUntold();
      for (const list of this.requests.keys()) if (all || list === 'exchanges') this.tellRows(list);
      return;
    }
    this.turn = setImmediate(() => {
      this.turn = undefined;
      this.work();
    });
  }

  private tellRows(list: ListName): void {
    const request = this.requests.get(list);
    if (!request) return;
    const { first, count } = request;
    if (list === 'exchanges') {
      this.post(list, this.exchanges.window(first, count, this.selected.id));
    } else this.post(list, this.aggregates.window(list, request));
  }

  private post<Name extends keyof HostMessages>(type: Name, data: HostMessages[Name]): void {
    if (this.ready) this.parts.post({ type, data } as Message<HostMessages>);
  }
}
