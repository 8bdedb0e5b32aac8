import { element } from '../dom.ts';

/** Counts, as columns beside each other. */
export class CountChart {
  readonly node = element('span', { class: 'bars counts', 'aria-hidden': 'true' });
  private drawn = '';

  show(counts: readonly number[]): void {
    const wanted = counts.join();
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    const most = Math.max(1, ...counts);
    this.node.replaceChildren(
      ...counts.map((count) => {
        const bar = element('span', { class: count > 0 ? 'count-bar' : 'count-bar none' });
        bar.style.setProperty('--height', `${(count / most) * 100}%`);
        return bar;
      }),
    );
  }
}
