import { iconButton, type TextInput, textInput } from './controls.ts';
import { element, setText } from './dom.ts';

interface ToolbarParts {
  readonly filter: string;
  filtered(text: string): void;
  /** The menu of columns is wanted there. */
  columns(at: { readonly x: number; readonly y: number }): void;
}

/** Filter and counts at the end of the tabs' row. What the trace can be told to do is in the view's title. */
export class Toolbar {
  readonly node: HTMLElement;
  private readonly input: TextInput;
  private readonly problem = element('span', {
    class: 'problem',
    role: 'alert',
    id: 'filter-problem',
  });
  private readonly count = element('span', { class: 'count', 'data-count': '' });
  /** What belongs to the exchanges alone. */
  private readonly filtering = element('div', { class: 'filtering' });

  constructor(private readonly parts: ToolbarParts) {
    this.input = textInput(
      'Filter the exchanges',
      'Filter: status-code:5xx method:POST path:/api -health',
      'filter',
      (text) => parts.filtered(text),
    );
    this.input.value = parts.filter;
    this.problem.hidden = true;
    const columns = iconButton('columns', 'Columns', 'columns', () => {
      const { left, bottom } = columns.getBoundingClientRect();
      parts.columns({ x: left, y: bottom });
    });
    this.filtering.append(
      element('div', { class: 'filter' }, this.input.node, this.problem),
      this.count,
      columns,
    );
    this.node = element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': 'HTTP Trace' },
      this.filtering,
    );
  }

  get filter(): string {
    return this.input.value;
  }

  unfilter(): void {
    this.input.value = '';
    this.parts.filtered('');
  }

  focusFilter(): void {
    this.input.node.focus();
  }

  /** The sentence why the filter is none; `null` when it is one. */
  showProblem(problem: string | null): void {
    this.problem.hidden = problem === null;
    setText(this.problem, problem ?? '');
    this.input.node.classList.toggle('invalid', problem !== null);
  }

  showCount(text: string, tooltip: string): void {
    setText(this.count, text);
    this.count.title = tooltip;
  }

  showFiltering(shown: boolean): void {
    this.filtering.classList.toggle('away', !shown);
  }
}
