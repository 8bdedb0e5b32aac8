import { setData } from '../become.ts';
import { element } from '../dom.ts';
import { type Noun, plural } from '../text/nouns.ts';
import { More } from './more.ts';

/** Text of which only a part is drawn. */
export interface LongSource {
  readonly kind: 'text' | 'bytes';
  readonly unit: Extract<Noun, 'byte' | 'character'>;
  readonly length: number;
  /** So many of its units are drawn at first, and with each click. */
  readonly atOnce: number;
  /** Its beginning, up to one of its units. */
  draw(end: number): string;
}

/** A long text; while it grows, what is selected in it stays so. */
export class LongText {
  readonly nodes: readonly HTMLElement[];
  private readonly text = document.createTextNode('');
  private readonly more: More;

  constructor(private source: LongSource) {
    const { kind, unit, atOnce } = source;
    this.more = new More({
      atOnce,
      draw: (end) => setData(this.text, this.source.draw(end)),
      words: (count) => plural(count, unit),
    });
    this.nodes = [
      element('pre', { class: `body ${kind}`, tabindex: '0' }, this.text),
      this.more.button,
    ];
    this.more.show(source.length);
  }

  /** The same text, of which there may be more by now. */
  show(source: LongSource): void {
    this.source = source;
    this.more.show(source.length);
  }
}
