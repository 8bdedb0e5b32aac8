import { text, whole } from './inputs.ts';
import { QuestionError } from './source.ts';

/** Characters of JSON after which a page ends, so that it fits into a conversation. */
const longestPage = 30_000;

/** The inputs that every list has. */
export const pageInputs = {
  limit: whole('How many at most.', 1, 100, 20),
  cursor: text('The "next" of the page before; left out for the first page.', 200),
};

export interface Page {
  readonly items: readonly object[];
  /** The cursor of the next page; absent after the last one. */
  readonly next?: string;
}

/** Collects the items of one page. */
export class PageBuilder {
  private readonly items: object[] = [];
  private length = 0;

  constructor(private readonly limit: number) {}

  /** @returns whether it was taken; `false`: the page is full */
  add(item: object): boolean {
    const { length } = JSON.stringify(item);
    const fits = this.items.length === 0 || this.length + length <= longestPage;
    if (this.items.length >= this.limit || !fits) return false;
    this.items.push(item);
    this.length += length;
    return true;
  }

  /** @param next where the next page begins; `undefined`: this is the last one */
  page(next: string | undefined): Page {
    return { items: this.items, ...(next !== undefined && { next }) };
  }
}

/**
 * A page of a list that is all there. A cursor is the key of the last item that was told.
 * @throws QuestionError where that one is gone
 */
export function pageOf<Item>(
  list: readonly Item[],
  keyOf: (item: Item) => string,
  told: (item: Item) => object,
  { limit, cursor }: { readonly limit: number; readonly cursor: string },
): Page {
  const before = cursor === '' ? -1 : list.findIndex((item) => keyOf(item) === cursor);
  if (cursor !== '' && before < 0) {
    throw new QuestionError('What “cursor” stands for is gone; begin again without it.');
  }
  const page = new PageBuilder(limit);
  let last = cursor;
  for (const item of list.slice(before + 1)) {
    if (!page.add(told(item))) return page.page(last);
    last = keyOf(item);
  }
  return page.page(undefined);
}
