import { iconButton, type TextInput, textInput } from './controls.ts';
import { element, setText } from './dom.ts';
import type { Action } from './protocol/messages.ts';
import type { PanelState } from './protocol/state.ts';

interface ToolbarParts {
  readonly filter: string;
  filtered(text: string): void;
  act(action: Action): void;
}

/** Filter, counts and buttons at the end of the tabs' row. */
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
  private readonly buttons = element('div', { class: 'buttons' });
  private readonly all: Readonly<
    Record<'start' | 'stop' | 'pause' | 'resume' | 'clear', HTMLElement>
  >;
  private offered = '';

  constructor(private readonly parts: ToolbarParts) {
    const { act } = parts;
    this.input = textInput(
      'Filter the exchanges',
      'Filter: status-code:5xx method:POST path:/api -health',
      'filter',
      (text) => parts.filtered(text),
    );
    this.input.value = parts.filter;
    this.all = {
      start: iconButton('play', 'Start HTTP trace', 'start', () => act('start')),
      stop: iconButton('stop', 'Stop HTTP trace', 'stop', () => act('stop')),
      pause: iconButton('pause', 'Pause: show nothing new', 'pause', () => act('pause')),
      resume: iconButton('play', 'Resume: show what came meanwhile', 'resume', () => act('resume')),
      clear: iconButton('clear', 'Clear', 'clear', () => act('clear')),
    };
    this.problem.hidden = true;
    this.filtering.append(
      element('div', { class: 'filter' }, this.input.node, this.problem),
      this.count,
    );
    this.node = element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': 'HTTP Trace' },
      this.filtering,
      this.buttons,
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

  /** Offers the buttons that apply; the ones in `elsewhere` are offered in another place. */
  showState({ trace, paused }: PanelState, elsewhere: Action | 'unfilter' | undefined): void {
    const on = trace.kind === 'tracing' || trace.kind === 'connecting';
    const applies: Record<keyof typeof this.all, boolean> = {
      start: !on && trace.kind !== 'stopping',
      stop: on,
      pause: !paused && trace.kind === 'tracing',
      resume: paused,
      clear: true,
    };
    const names = (Object.keys(applies) as (keyof typeof applies)[]).filter(
      (name) => applies[name] && name !== elsewhere,
    );
    if (names.join() === this.offered) return;
    this.offered = names.join();
    this.buttons.replaceChildren(...names.map((name) => this.all[name]));
  }
}
