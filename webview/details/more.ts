import { button } from '../controls.ts';
import { setText } from '../dom.ts';
import { formatCount } from '../text/format.ts';
import { t } from '../text/t.ts';

interface MoreParts {
  /** So many things are drawn at first, and with each click. */
  readonly atOnce: number;
  /** Draws the things up to, not including, this one. */
  draw(end: number): void;
  /** Names so many things. */
  words?(count: number): string;
}

/** Draws what is long piece by piece: all at once would make the page stand still. The button stands below it. */
export class More {
  readonly button = button('', 'more', () => {
    this.end += this.parts.atOnce;
    this.show(this.count);
  });
  private end: number;
  private count = 0;

  constructor(private readonly parts: MoreParts) {
    this.end = parts.atOnce;
  }

  /** There are so many things now. */
  show(count: number): void {
    this.count = count;
    const { atOnce, draw, words = formatCount } = this.parts;
    draw(Math.min(this.end, count));
    const left = count - this.end;
    this.button.hidden = left <= 0;
    const next = formatCount(Math.min(left, atOnce));
    if (left > 0) setText(this.button, t('Show {0} of {1} more', next, words(left)));
  }
}
