import { element } from '../dom.ts';
import type { Bar, Span } from './column.ts';

/** Where a bar begins at the latest, as a share of the room: what comes last is to be seen. */
const lastBegin = 0.985;

/**
 * The bars of a cell, one after the other, as one background: in each frame in which other rows come into view those of
 * all rows change, and elements would be laid out each time.
 */
export class Bars {
  readonly node = element('span', { class: 'bars', 'aria-hidden': 'true' });
  private bars: readonly Bar[] = [];
  private span: Span | undefined;
  private drawn = '';

  show(bars: readonly Bar[]): void {
    this.bars = bars;
    this.draw();
  }

  setSpan(span: Span): void {
    if (span.fromMs === this.span?.fromMs && span.toMs === this.span.toMs) return;
    this.span = span;
    this.draw();
  }

  private draw(): void {
    const { span } = this;
    if (!span) return;
    const image = this.bars.length > 0 ? backgroundOf(this.bars, span) : '';
    if (image === this.drawn) return;
    this.drawn = image;
    this.node.style.backgroundImage = image;
  }
}

/** A stop of a gradient at 0 is where the one before it is. */
function backgroundOf(bars: readonly Bar[], { fromMs, toMs }: Span): string {
  const length = Math.max(toMs - fromMs, 0.001);
  const share = (ms: number) => (ms - fromMs) / length;
  let end = 0;
  const stops = bars.map((bar) => {
    const begin = Math.min(Math.max(end, share(bar.fromMs)), lastBegin);
    end = begin + Math.max(0, share(bar.toMs) - share(bar.fromMs));
    const color = `var(--bar-${bar.name})`;
    return `transparent 0 ${percent(begin)}, ${color} 0 max(${percent(end)}, ${percent(begin)} + var(--least-${bar.name}, 0px))`;
  });
  return `linear-gradient(90deg, ${stops.join(', ')}, transparent 0)`;
}

function percent(share: number): string {
  return `${Math.round(share * 1e4) / 100}%`;
}
