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
  private readonly start: HTMLElement;
  private readonly stop: HTMLElement;
  private readonly pause: HTMLElement;
  private readonly resume: HTMLElement;

  constructor(private readonly parts: ToolbarParts) {
    const { act } = parts;
    this.input = textInput(
      'Filter the exchanges',
      'Filter: status-code:5xx method:POST path:/api -health',
      'filter',
      (text) => parts.filtered(text),
    );
    this.input.value = parts.filter;
    this.start = iconButton('play', 'Start HTTP trace', 'start', () => act('start'));
    this.stop = iconButton('stop', 'Stop HTTP trace', 'stop', () => act('stop'));
    this.pause = iconButton('pause', 'Pause: show nothing new', 'pause', () => act('pause'));
    this.resume = iconButton('play', 'Resume: show what came meanwhile', 'resume', () =>
      act('resume'),
    );
    const clear = iconButton('clear', 'Clear', 'clear', () => act('clear'));
    this.problem.hidden = true;
    this.node = element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': 'HTTP Trace' },
      element('div', { class: 'filter' }, this.input.node, this.problem),
      this.count,
      element('div', { class: 'buttons' }, this.start, this.stop, this.pause, this.resume, clear),
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

  showState({ trace, paused }: PanelState): void {
    const on = trace.kind === 'tracing' || trace.kind === 'connecting';
    this.start.hidden = on || trace.kind === 'stopping';
    this.stop.hidden = !on;
    this.pause.hidden = paused || trace.kind !== 'tracing';
    this.resume.hidden = !paused;
  }
}
