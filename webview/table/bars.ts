import { element } from '../dom.ts';
import type { Bar, Span } from './column.ts';

/** Where a bar begins at the latest, as a share of the room: what comes last is to be seen. */
const lastBegin = 0.985;

/**
 * The bars of a cell. Each has its place in its own style: a variable of the table that all of them use would make the
 * browser look at the style of every cell again, in each frame in which the rows in view change.
 */
export class Bars {
  readonly node = element('span', { class: 'bars', 'aria-hidden': 'true' });
  private readonly drawn: HTMLElement[] = [];
  private bars: readonly Bar[] = [];
  private span: Span | undefined;

  show(bars: readonly Bar[]): void {
    this.bars = bars;
    while (this.drawn.length > bars.length) this.drawn.pop()?.remove();
    bars.forEach(({ name }, index) => {
      const bar = this.drawn[index] ?? this.add();
      if (bar.className !== `bar ${name}`) bar.className = `bar ${name}`;
    });
    this.place();
  }

  setSpan(span: Span): void {
    if (span.fromMs === this.span?.fromMs && span.toMs === this.span.toMs) return;
    this.span = span;
    this.place();
  }

  private add(): HTMLElement {
    const bar = element('span');
    this.drawn.push(bar);
    this.node.append(bar);
    return bar;
  }

  private place(): void {
    const { span } = this;
    if (!span) return;
    const length = Math.max(span.toMs - span.fromMs, 0.001);
    this.bars.forEach(({ fromMs, toMs }, index) => {
      const bar = this.drawn[index];
      if (!bar) return;
      const begin = Math.min((fromMs - span.fromMs) / length, lastBegin);
      setPercent(bar, 'left', begin);
      setPercent(bar, 'width', Math.max(0, (toMs - fromMs) / length));
    });
  }
}

function setPercent(bar: HTMLElement, property: 'left' | 'width', share: number): void {
  const percent = `${Math.round(share * 1e4) / 100}%`;
  if (bar.style[property] !== percent) bar.style[property] = percent;
}
