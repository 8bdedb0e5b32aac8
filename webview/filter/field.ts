import { element, setAttribute, setText } from '../dom.ts';
import { icon } from '../icons.ts';
import type { Keeping, KnownFilters, Suggestion, Suggestions } from '../protocol/messages.ts';
import { t } from '../text/t.ts';
import { stillOffered } from './still-offered.ts';
import { SuggestionList } from './suggestion-list.ts';

export interface FilterFieldParts {
  readonly filter: string;
  filtered(text: string): void;
  /** What can stand at the caret is wanted. */
  suggest(text: string, caret: number): void;
  keep(text: string, how: Keeping): void;
}

const listId = 'filter-suggestions';

/** Where the filter is typed (WAI-ARIA combobox): what can follow is offered below it, and what is wrong is said. */
export class FilterField {
  readonly node: HTMLElement;
  private readonly input = element('input', {
    role: 'combobox',
    'aria-label': t('Filter the exchanges'),
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
  });
  private readonly problem = element('span', { class: 'problem', role: 'alert' });
  private readonly star = this.button('star', 'save', () => this.toggleSaved());
  private readonly clear = this.button('close', 'clear-filter', () => this.set(''));
  private readonly list: SuggestionList;
  private saved: readonly string[] = [];
  private problemText: string | null = null;
  private offered: Suggestions | undefined;
  /** An answer that comes after the filter was left is of no use. */
  private asking = false;

  constructor(private readonly parts: FilterFieldParts) {
    const { input } = this;
    this.list = new SuggestionList(listId, {
      taken: (item) => this.take(item),
      active: (id) => setAttribute(input, 'aria-activedescendant', id),
    });
    Object.assign(input, {
      type: 'text',
      value: parts.filter,
      placeholder: t('Filter: {0}', 'status-code:5xx method:POST path:/api -health'),
      spellcheck: false,
      autocomplete: 'off',
    });
    const box = element('div', { class: 'box' }, icon('filter'), input, this.star, this.clear);
    this.node = element(
      'div',
      { class: 'filter', 'data-control': 'filter' },
      box,
      this.list.node,
      this.problem,
    );
    input.addEventListener('input', () => this.typed());
    input.addEventListener('click', () => this.ask());
    input.addEventListener('keydown', (event) => this.keyPressed(event));
    input.addEventListener('keyup', () => {
      if (this.offered && this.offered.caret !== this.caret) this.ask();
    });
    input.addEventListener('blur', () => this.left());
    this.typedAnew();
  }

  get value(): string {
    return this.input.value;
  }

  focus(): void {
    this.input.focus();
    this.input.select();
    this.ask();
  }

  /** Another filter, from elsewhere. */
  set(text: string): void {
    this.input.value = text;
    this.offer(undefined);
    this.typedAnew();
    this.parts.filtered(text);
  }

  know({ saved }: KnownFilters): void {
    this.saved = saved;
    this.typedAnew();
  }

  suggest(suggestions: Suggestions): void {
    const current = suggestions.text === this.value && suggestions.caret === this.caret;
    if (current && this.asking && document.activeElement === this.input) this.offer(suggestions);
  }

  showProblem(problem: string | null): void {
    this.problemText = problem;
    setAttribute(this.input, 'aria-invalid', problem === null ? null : 'true');
    this.node.classList.toggle('invalid', problem !== null);
    this.draw();
  }

  private typed(): void {
    this.typedAnew();
    this.parts.filtered(this.value);
    this.ask();
  }

  private get caret(): number {
    return this.input.selectionStart ?? this.value.length;
  }

  private typedAnew(): void {
    const text = this.value.trim();
    const saved = this.saved.includes(text);
    this.clear.hidden = text === '';
    this.star.hidden = text === '';
    setAttribute(this.star, 'aria-pressed', String(saved));
    label(this.star, saved ? t('Forget this filter') : t('Save this filter'));
  }

  private ask(): void {
    this.asking = true;
    // Until the answer comes: a key may take what is shown before.
    if (this.offered) this.offer(stillOffered(this.offered, this.value, this.caret));
    this.parts.suggest(this.value, this.caret);
  }

  private left(): void {
    this.asking = false;
    this.offer(undefined);
    if (this.problemText === null && this.value.trim() !== '') this.parts.keep(this.value, 'used');
  }

  private keyPressed(event: KeyboardEvent): void {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (this.list.isOpen) this.list.move(key === 'ArrowDown' ? 1 : -1);
      else this.ask();
    } else if ((key === 'Enter' || key === 'Tab') && this.list.takeActive()) {
      // Taken.
    } else if (key === 'Enter') this.left();
    else if (key === 'Escape' && this.list.isOpen) this.offer(undefined);
    else if (key === 'Escape' && this.value !== '') this.set('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private take({ kind, insert }: Suggestion): void {
    const { value } = this.input;
    const { from, caret } = this.offered ?? { from: 0, caret: value.length };
    const whole = kind !== 'part';
    const space = whole || insert.endsWith(':') || /^\s/.test(value.slice(caret)) ? '' : ' ';
    const before = whole ? insert : value.slice(0, from) + insert + space;
    this.input.value = whole ? insert : before + value.slice(caret);
    this.input.focus();
    this.input.setSelectionRange(before.length, before.length);
    this.offer(undefined);
    this.typed();
  }

  private toggleSaved(): void {
    const text = this.value.trim();
    this.parts.keep(text, this.saved.includes(text) ? 'forgotten' : 'saved');
  }

  private offer(suggestions: Suggestions | undefined): void {
    this.offered = suggestions;
    this.list.show(suggestions?.items ?? []);
    setAttribute(this.input, 'aria-expanded', String(this.list.isOpen));
    this.draw();
  }

  /** While something is offered, the filter is only half typed. */
  private draw(): void {
    const shown = this.list.isOpen ? null : this.problemText;
    this.problem.hidden = shown === null;
    setText(this.problem, shown ?? '');
  }

  private button(name: 'star' | 'close', action: string, act: () => void): HTMLButtonElement {
    const made = element('button', { class: 'tool', 'data-action': action }, icon(name));
    if (name === 'close') label(made, t('Clear filter'));
    // The field keeps the focus.
    made.addEventListener('mousedown', (event) => event.preventDefault());
    made.addEventListener('click', act);
    return made;
  }
}

function label(node: HTMLElement, text: string): void {
  setAttribute(node, 'aria-label', text);
  setAttribute(node, 'title', text);
}
