import { element, setAttribute } from '../dom.ts';
import { icon } from '../icons.ts';
import { Bars } from './bars.ts';
import type { Cell, Sign, Span, Tone } from './column.ts';
import { CountChart } from './count-chart.ts';
import type { TextWidths } from './text-widths.ts';

/** How wide a cell is, and its texts. */
export interface CellRoom {
  readonly pixels: number;
  readonly texts: TextWidths;
}

/** A sign and the gap after it, as in style/table.css. */
const signPixels = 18;

/**
 * One cell in the page. A row is drawn in a fraction of a frame: what few cells have is made when it is first shown,
 * what is shown is kept here, as the page takes longer to ask than to know, and only text that needs it is clipped, as
 * that costs the browser more than the text itself.
 */
export class CellElement {
  readonly node: HTMLElement;
  private readonly text = document.createTextNode('');
  private shown: Pick<Cell, 'text' | 'tooltip'> = { text: '' };
  private tone: Tone | undefined;
  private sign: HTMLElement | undefined;
  private signed: Sign | undefined;
  private bars: Bars | undefined;
  private chart: CountChart | undefined;
  private clipped = false;

  constructor(
    name: string,
    index: number,
    align: 'end' | undefined,
    private room: CellRoom,
  ) {
    this.node = element('div', {
      class: align ? `cell ${align}` : 'cell',
      role: 'gridcell',
      'data-column': name,
      'aria-colindex': String(index + 1),
    });
    this.node.append(this.text);
  }

  show({ text, tooltip, sign, tone, bars, counts }: Cell): void {
    const wanted = tooltip ?? sign?.label ?? text;
    if (bars && !this.bars) this.bars = this.inPlaceOfText(new Bars());
    if (counts && !this.chart) this.chart = this.inPlaceOfText(new CountChart());
    if (text !== this.shown.text) {
      if (this.text.parentNode) this.text.data = text;
      else this.node.setAttribute('aria-label', text);
    }
    if (wanted !== this.shown.tooltip) setAttribute(this.node, 'title', wanted || null);
    this.shown = { text, tooltip: wanted };
    if (tone !== this.tone) setAttribute(this.node, 'data-tone', tone ?? null);
    this.tone = tone;
    this.showSign(sign);
    this.clip();
    this.bars?.show(bars ?? []);
    this.chart?.show(counts ?? []);
  }

  setRoom(room: CellRoom): void {
    this.room = room;
    this.clip();
  }

  setSpan(span: Span): void {
    this.bars?.setSpan(span);
  }

  private clip(): void {
    const { pixels, texts } = this.room;
    const left = this.sign ? pixels - signPixels : pixels;
    const clipped = this.text.parentNode !== null && texts.of(this.shown.text) > left;
    if (clipped !== this.clipped) this.node.classList.toggle('clipped', clipped);
    this.clipped = clipped;
  }

  private showSign(sign: Sign | undefined): void {
    if (sign?.icon === this.signed?.icon && sign?.label === this.signed?.label) return;
    this.signed = sign;
    this.sign?.remove();
    this.sign = sign && element('span', { class: 'sign' }, icon(sign.icon, sign.label));
    if (this.sign) this.node.prepend(this.sign);
  }

  private inPlaceOfText<Drawing extends { readonly node: HTMLElement }>(drawing: Drawing): Drawing {
    this.text.replaceWith(drawing.node);
    return drawing;
  }
}
