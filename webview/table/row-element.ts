import { element, setAttribute, setText } from '../dom.ts';
import { icon } from '../icons.ts';
import { type GroupRow, isGroup } from '../protocol/rows.ts';
import type { Bar, Cell, Column } from './column.ts';
import { GroupHeading } from './group-heading.ts';

/** One row in the page, used again for other rows as the table scrolls. */
export class RowElement<Row> {
  readonly node: HTMLElement;
  private readonly cells: readonly CellElement[];
  private shown: Row | GroupRow | undefined;
  private heading: GroupHeading | undefined;

  constructor(private readonly columns: readonly Column<Row>[]) {
    this.cells = columns.map((column, index) => new CellElement(column.name, index, column.align));
    this.node = element(
      'div',
      { class: 'row', role: 'row' },
      ...this.cells.map(({ node }) => node),
    );
  }

  /** `row` is undefined as long as the extension has not told it yet. */
  show(
    row: Row | GroupRow | undefined,
    id: string | undefined,
    domId: string,
    ariaIndex: number,
  ): void {
    if (this.node.id !== domId) this.node.id = domId;
    setAttribute(this.node, 'aria-rowindex', String(ariaIndex));
    setAttribute(this.node, 'data-id', id ?? null);
    setAttribute(this.node, 'aria-busy', row === undefined ? 'true' : null);
    if (row === this.shown) return;
    this.shown = row;
    this.showHeading(isGroup(row) ? row : undefined);
    if (isGroup(row)) return;
    this.columns.forEach((column, index) => {
      this.cells[index]?.show(row === undefined ? { text: '' } : column.cell(row));
    });
  }

  private showHeading(group: GroupRow | undefined): void {
    this.node.classList.toggle('group', group !== undefined);
    setAttribute(this.node, 'aria-expanded', group ? String(group.open) : null);
    setAttribute(this.node, 'data-group', group?.group ?? null);
    if (!group) {
      this.heading?.node.remove();
      return;
    }
    this.heading ??= new GroupHeading();
    this.heading.show(group);
    setAttribute(this.heading.node, 'aria-colspan', String(this.columns.length));
    this.node.prepend(this.heading.node);
  }

  setContext(context: string | null): void {
    setAttribute(this.node, 'data-vscode-context', context);
  }

  mark({ active, selected }: { active: boolean; selected: boolean }): void {
    this.node.classList.toggle('active', active);
    setAttribute(this.node, 'aria-selected', String(selected));
  }
}

class CellElement {
  readonly node: HTMLElement;
  private readonly sign = element('span', { class: 'sign' });
  private readonly text = element('span', { class: 'text' });
  private signed: string | undefined;
  private readonly bars = element('span', { class: 'bars', 'aria-hidden': 'true' });
  private drawn: string | undefined;

  constructor(name: string, index: number, align: 'end' | undefined) {
    this.node = element(
      'div',
      {
        class: align ? `cell ${align}` : 'cell',
        role: 'gridcell',
        'data-column': name,
        'aria-colindex': String(index + 1),
      },
      this.sign,
      this.text,
    );
    this.bars.hidden = true;
    this.node.append(this.bars);
  }

  show({ text, tooltip, sign, tone, bars, counts }: Cell): void {
    setText(this.text, text);
    if (counts) this.drawCounts(counts);
    else this.drawBars(bars);
    setAttribute(this.node, 'title', tooltip ?? sign?.label ?? (text || null));
    setAttribute(this.node, 'data-tone', tone ?? null);
    const wanted = sign && `${sign.icon} ${sign.label}`;
    if (wanted === this.signed) return;
    this.signed = wanted;
    this.sign.replaceChildren(...(sign ? [icon(sign.icon, sign.label)] : []));
  }

  /** Where each begins and ends is left to the style sheet, which knows the stretch of time that is in view. */
  private drawBars(bars: readonly Bar[] | undefined): void {
    const wanted = bars?.map(({ name, fromMs, toMs }) => `${name} ${fromMs} ${toMs}`).join();
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    this.bars.hidden = bars === undefined;
    this.text.classList.toggle('read-out', bars !== undefined);
    const { children } = this.bars;
    while (children.length > (bars?.length ?? 0)) children[0]?.remove();
    while (children.length < (bars?.length ?? 0)) this.bars.append(element('span'));
    bars?.forEach(({ name, fromMs, toMs }, index) => {
      const bar = children[index];
      if (!(bar instanceof HTMLElement)) return;
      bar.className = `bar ${name}`;
      bar.style.setProperty('--from', String(fromMs));
      bar.style.setProperty('--to', String(toMs));
    });
  }

  private drawCounts(counts: readonly number[]): void {
    const wanted = JSON.stringify(counts);
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    this.bars.hidden = false;
    this.bars.classList.add('counts');
    this.text.classList.add('read-out');
    const most = Math.max(1, ...counts);
    this.bars.replaceChildren(
      ...counts.map((count) => {
        const bar = element('span', { class: count > 0 ? 'count-bar' : 'count-bar none' });
        bar.style.setProperty('--height', `${(count / most) * 100}%`);
        return bar;
      }),
    );
  }
}
