import { isDeepStrictEqual } from 'node:util';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { HostMessages, Related } from '../../../webview/protocol/messages.ts';
import { Throttle } from '../../core/store/throttle.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { detailsOf, type Readings, relatedOf } from './details.ts';
import { Relations } from './relations.ts';

/** Milliseconds between two looks at what belongs to it. */
const pace = 500;

interface SelectedParts {
  readonly store: TraceStore;
  readonly readings: Readings;
  post<Name extends 'details' | 'related' | 'letGo'>(type: Name, data: HostMessages[Name]): void;
}

/** The exchange whose details a page shows: tells them, and what becomes of them. */
export class Selected {
  private selected: string | null = null;
  /** What was told of it, while it is held. */
  private told: { readonly related: Related; readonly relations: Relations } | undefined;
  private stale = false;
  private readonly throttle = new Throttle(() => this.look(), pace);

  constructor(private readonly parts: SelectedParts) {}

  get id(): string | null {
    return this.selected;
  }

  select(id: string | null): void {
    this.selected = id;
    this.tell();
  }

  /** Tells all of it. */
  tell(): void {
    if (this.selected === null) return;
    const { store, readings, post } = this.parts;
    const details = detailsOf(store, readings, this.selected);
    this.know(details.exchange, details.related);
    post('details', details);
  }

  /** Tells all of it again, if it is held: another way to read it is known. */
  tellAgain(): void {
    if (this.told) this.tell();
  }

  /** An exchange is another one now. */
  replaced(exchange: Exchange): void {
    if (exchange.id === this.selected) this.tell();
    else if (this.told?.relations.include(exchange)) this.stale = true;
  }

  /** Something may have come that belongs to it, or it may be gone. */
  storeChanged(): void {
    if (this.selected === null) return;
    const { told } = this;
    if (told?.relations.haveGrown()) this.stale = true;
    if (this.stale || (this.held !== undefined) !== (told !== undefined)) this.throttle.ask();
  }

  rest(): void {
    this.throttle.dispose();
  }

  private get held(): Exchange | undefined {
    const { exchanges } = this.parts.store;
    const sequence = this.selected === null ? undefined : exchanges.sequenceOf(this.selected);
    return sequence === undefined ? undefined : exchanges.get(sequence)?.exchange;
  }

  private look(): void {
    const { selected: id, told, held } = this;
    if (id === null) return;
    const { store, post } = this.parts;
    if (held && told) {
      const related = relatedOf(store, held);
      this.know(held, related);
      if (!isDeepStrictEqual(related, told.related)) post('related', { id, related });
    } else if (held) this.tell();
    else if (told) {
      this.told = undefined;
      post('letGo', { id });
    }
  }

  private know(exchange: Exchange | null, related: Related): void {
    this.stale = false;
    this.told = exchange
      ? { related, relations: new Relations(this.parts.store, exchange, related) }
      : undefined;
  }
}
