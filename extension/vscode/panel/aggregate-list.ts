import type { RowWindow } from '../../../webview/protocol/rows.ts';
import { ListView } from '../../core/store/list-view.ts';
import type { Order, SortKey } from '../../core/store/placement.ts';
import type { SequencedMap } from '../../core/store/sequenced-map.ts';

interface AggregateParts<Item, Row> {
  readonly items: SequencedMap<Item>;
  row(item: Item): Row;
  /** The order that holds unless another one is asked for. */
  readonly natural: Order<Item>;
  readonly keys: Readonly<Record<string, SortKey<Item>>>;
}

/** Connections or endpoints as one page shows them. Ordered only while somebody looks, and rows made of those in view. */
export class AggregateList<Item, Row> {
  private readonly view: ListView<Item>;
  private readonly listening: { dispose(): void };
  private looked = false;

  constructor(private readonly parts: AggregateParts<Item, Row>) {
    this.view = new ListView(parts.items, undefined, parts.natural);
    this.listening = parts.items.listen((sequence) => {
      if (this.looked) this.view.replaced(sequence);
    });
  }

  /** Somebody looks at it, or nobody any more. @returns whether that begins now */
  look(looks: boolean): boolean {
    const begins = looks && !this.looked;
    this.looked = looks;
    // What was replaced meanwhile is not known.
    if (begins) this.view.again();
    return begins;
  }

  order(column: string | null, descending: boolean): void {
    const { keys } = this.parts;
    const key = column !== null && Object.hasOwn(keys, column) ? keys[column] : undefined;
    this.view.setOrder(key && { key, descending });
  }

  clear(): void {
    this.view.reset();
  }

  freeze(paused: boolean): void {
    this.view.freeze(paused);
  }

  /** Goes on with what there is to order, for so many milliseconds. @returns whether all is done */
  advance(budgetMs: number): boolean {
    return !this.looked || this.view.advance(budgetMs);
  }

  window(first: number | null, count: number): RowWindow<Row> {
    const { view } = this;
    const { size } = this.parts.items;
    const window = count > 0 ? view.window(first, count) : { first: 0, entries: [] };
    return {
      ...{ generation: view.generation, start: view.start, end: view.end },
      ...{ shown: size, held: size, waiting: 0, heading: null, selectedAt: null },
      first: window.first,
      rows: window.entries.flatMap(({ item }) => (item === undefined ? [] : this.parts.row(item))),
    };
  }

  dispose(): void {
    this.listening.dispose();
  }
}
