import { iconButton } from './controls.ts';
import { element, setAttribute, setText } from './dom.ts';
import { FilterField, type FilterFieldParts } from './filter/field.ts';
import { t } from './text/t.ts';

interface ToolbarParts extends FilterFieldParts {
  /** The menu of columns is wanted there. */
  columns(at: { readonly x: number; readonly y: number }): void;
}

/** Filter, counts and columns at the end of the tabs' row. What the trace can be told to do is in the view's title. */
export class Toolbar {
  readonly node: HTMLElement;
  readonly field: FilterField;
  private readonly count = element('span', { class: 'count', 'data-count': '' });
  private readonly bar = element('div', {
    class: 'progress',
    role: 'progressbar',
    'aria-label': t('Looking through the exchanges'),
    'aria-valuemin': '0',
    'aria-valuemax': '100',
  });
  private readonly columns: HTMLElement;
  private readonly crowdedOut = element('span', { class: 'crowded-out', 'aria-hidden': 'true' });
  /** What belongs to the exchanges alone. */
  private readonly filtering = element('div', { class: 'filtering' });

  constructor(parts: ToolbarParts) {
    this.field = new FilterField(parts);
    this.columns = iconButton('columns', t('Columns'), 'columns', () => {
      const { left, bottom } = this.columns.getBoundingClientRect();
      parts.columns({ x: left, y: bottom });
    });
    this.columns.append(this.crowdedOut);
    this.bar.hidden = true;
    this.filtering.append(this.field.node, this.count, this.bar);
    this.node = element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': 'HTTP Trace' },
      this.filtering,
      this.columns,
    );
  }

  get filter(): string {
    return this.field.value;
  }

  setFilter(text: string): void {
    this.field.set(text);
  }

  unfilter(): void {
    this.setFilter('');
  }

  focusFilter(): void {
    this.field.focus();
  }

  /** The sentence why the filter is none; `null` when it is one. */
  showProblem(problem: string | null): void {
    this.field.showProblem(problem);
  }

  showCount(text: string, tooltip: string): void {
    setText(this.count, text);
    this.count.title = tooltip;
  }

  /** Columns that have no room at the moment. */
  showCrowdedOut(labels: readonly string[]): void {
    setText(this.crowdedOut, labels.length > 0 ? `+${labels.length}` : '');
    setAttribute(
      this.columns,
      'title',
      labels.length > 0 ? t('Columns; no room for {0}', labels.join(', ')) : t('Columns'),
    );
  }

  /** How far a long search is, 0 to 1; `null` when there is none. */
  showProgress(share: number | null): void {
    this.bar.hidden = share === null;
    const percent = Math.round((share ?? 0) * 100);
    setAttribute(this.bar, 'aria-valuenow', String(percent));
    this.bar.style.setProperty('--share', `${percent}%`);
  }

  showFiltering(shown: boolean): void {
    this.filtering.classList.toggle('away', !shown);
  }
}
