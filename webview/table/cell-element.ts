import { element, setAttribute, setText } from '../dom.ts';
import { icon } from '../icons.ts';
import { Bars } from './bars.ts';
import type { Cell, Sign, Span } from './column.ts';
import { CountChart } from './count-chart.ts';

/** One cell in the page. What few cells have is made when it is first shown: a row is drawn in a fraction of a frame. */
export class CellElement {
  readonly node: HTMLElement;
  private readonly text = element('span', { class: 'text' });
  private sign: HTMLElement | undefined;
  private signed: Sign | undefined;
  private bars: Bars | undefined;
  private chart: CountChart | undefined;

  constructor(name: string, index: number, align: 'end' | undefined) {
    this.node = element(
      'div',
      {
        class: align ? `cell ${align}` : 'cell',
        role: 'gridcell',
        'data-column': name,
        'aria-colindex': String(index + 1),
      },
      this.text,
    );
  }

  show({ text, tooltip, sign, tone, bars, counts }: Cell): void {
    setText(this.text, text);
    setAttribute(this.node, 'title', tooltip ?? sign?.label ?? (text || null));
    setAttribute(this.node, 'data-tone', tone ?? null);
    this.showSign(sign);
    if (bars && !this.bars) this.bars = this.inPlaceOfText(new Bars());
    if (counts && !this.chart) this.chart = this.inPlaceOfText(new CountChart());
    this.bars?.show(bars ?? []);
    this.chart?.show(counts ?? []);
  }

  setSpan(span: Span): void {
    this.bars?.setSpan(span);
  }

  private showSign(sign: Sign | undefined): void {
    if (sign?.icon === this.signed?.icon && sign?.label === this.signed?.label) return;
    this.signed = sign;
    this.sign ??= element('span', { class: 'sign' });
    this.sign.replaceChildren(...(sign ? [icon(sign.icon, sign.label)] : []));
    if (this.sign.parentNode !== this.node) this.node.prepend(this.sign);
  }

  private inPlaceOfText<Drawing extends { readonly node: HTMLElement }>(drawing: Drawing): Drawing {
    this.text.classList.add('read-out');
    this.node.append(drawing.node);
    return drawing;
  }
}
