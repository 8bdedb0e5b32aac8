import { element, setAttribute } from '../dom.ts';
import { icon } from '../icons.ts';
import type { Suggestion } from '../protocol/messages.ts';
import { t } from '../text/t.ts';
import { visibleLine } from '../text/visible.ts';

interface SuggestionListParts {
  taken(item: Suggestion): void;
  /** Another one is marked; `null`: none. */
  active(id: string | null): void;
}

/** What is offered below the filter (WAI-ARIA listbox). The focus stays in the field. */
export class SuggestionList {
  readonly node: HTMLElement;
  private items: readonly Suggestion[] = [];
  private at = -1;

  constructor(
    private readonly id: string,
    private readonly parts: SuggestionListParts,
  ) {
    this.node = element('div', { class: 'suggestions', role: 'listbox', id });
    setAttribute(this.node, 'aria-label', t('Suggestions'));
    this.node.hidden = true;
    this.node.addEventListener('mousedown', (event) => event.preventDefault());
  }

  get isOpen(): boolean {
    return this.items.length > 0;
  }

  /** What is marked stays so while it is among them: a new answer may come between the key that marks and the one that takes. */
  show(items: readonly Suggestion[]): void {
    const marked = this.items[this.at];
    this.items = items;
    this.node.hidden = items.length === 0;
    this.node.replaceChildren(...items.map((item, index) => this.option(item, index)));
    this.node.scrollTop = 0;
    this.mark(marked ? items.findIndex((item) => isSame(item, marked)) : -1);
    this.node.children[this.at]?.scrollIntoView({ block: 'nearest' });
  }

  move(by: number): void {
    const count = this.items.length;
    const next = this.at < 0 && by < 0 ? count - 1 : this.at + by;
    this.mark((next + count) % count);
    this.node.children[this.at]?.scrollIntoView({ block: 'nearest' });
  }

  /** @returns whether there was one to take */
  takeActive(): boolean {
    const item = this.items[this.at];
    if (item) this.parts.taken(item);
    return item !== undefined;
  }

  private mark(at: number): void {
    this.at = at;
    [...this.node.children].forEach((option, index) => {
      setAttribute(option, 'aria-selected', String(index === at));
    });
    this.parts.active(at < 0 ? null : `${this.id}-${at}`);
  }

  private option(item: Suggestion, index: number): HTMLElement {
    const { kind, insert, detail } = item;
    const option = element(
      'div',
      { class: 'option', role: 'option', id: `${this.id}-${index}`, 'aria-selected': 'false' },
      ...(kind === 'part' ? [] : [icon(kind === 'saved' ? 'star' : 'recent')]),
      element('span', { class: 'insert' }, visibleLine(insert)),
      element('span', { class: 'detail-of' }, visibleLine(detail)),
    );
    option.addEventListener('click', () => this.parts.taken(item));
    return option;
  }
}

function isSame(one: Suggestion, other: Suggestion): boolean {
  return one.kind === other.kind && one.insert === other.insert;
}
