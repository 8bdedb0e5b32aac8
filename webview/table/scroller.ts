import {
  type Geometry,
  isSqueezed,
  maxOffset,
  offsetAt,
  offsetShowing,
  rowsAt,
  scrollHeight,
  scrollTopAt,
} from './geometry.ts';

interface ScrollerParts {
  /** Whether it may keep to the newest. */
  follows(): boolean;
  moved(): void;
  /** Tells the width of the scroll bar, 0 where there is none. */
  resized(scrollBar: number): void;
}

/** As --row-height in style/table.css. */
export const rowHeight = 22;

/**
 * Which positions of a list are in view. Keeps the rows in view in their place while rows are added below and
 * dropped above, or keeps to the newest.
 */
export class Scroller {
  private start = 0;
  private end = 0;
  /** Pixels of the unsqueezed list above the viewport. */
  private offset = 0;
  private following = true;
  private height = 0;
  /** As the viewport's: to ask for that one makes the browser lay out the page at once. */
  private scrollTop = 0;

  constructor(
    private readonly viewport: HTMLElement,
    private readonly spacer: HTMLElement,
    private readonly parts: ScrollerParts,
  ) {
    viewport.addEventListener('scroll', () => this.scrolled());
    viewport.addEventListener('wheel', (event) => this.wheeled(event), { passive: false });
    new ResizeObserver(() => {
      this.height = viewport.clientHeight;
      this.scrollTop = viewport.scrollTop;
      parts.resized(viewport.offsetWidth - viewport.clientWidth);
      this.place();
      parts.moved();
    }).observe(viewport);
  }

  get follows(): boolean {
    return this.following;
  }

  /** Rows that fit whole. */
  get wholeRows(): number {
    return Math.floor(this.height / rowHeight);
  }

  get hidden(): boolean {
    return this.height === 0;
  }

  /** Rows that the viewport can show, partly or whole. */
  get rowsInView(): number {
    return Math.ceil(this.height / rowHeight) + 1;
  }

  /** The positions in view, from `first` up to, not including, `end`. */
  visible(): { first: number; end: number } {
    const { first, end } = rowsAt(this.geometry, this.offset);
    return { first: this.start + first, end: this.start + end };
  }

  /** Rows below the view that will not come into it by themselves. */
  get below(): number {
    if (this.following || this.hidden) return 0;
    return this.end - this.visible().end;
  }

  /** Where in the scrolled area a position lies at the moment, in pixels. */
  shiftOf(position: number): number {
    const inList = (position - this.start) * rowHeight - this.offset;
    return Math.round(this.scrollTop + inList);
  }

  resize(start: number, end: number): void {
    this.offset -= (start - this.start) * rowHeight;
    this.start = start;
    this.end = end;
    this.place();
  }

  follow(follows: boolean): void {
    if (this.following === follows) return;
    this.following = follows;
    this.place();
  }

  /** Brings a position into view. */
  show(position: number): void {
    this.offset = offsetShowing(this.geometry, this.offset, position - this.start);
    this.place();
  }

  private get geometry(): Geometry {
    return { rows: this.end - this.start, rowHeight, viewport: this.height };
  }

  private place(): void {
    const { geometry } = this;
    const most = maxOffset(geometry);
    this.offset = this.following ? most : Math.min(Math.max(0, this.offset), most);
    this.spacer.style.height = `${scrollHeight(geometry)}px`;
    const scrollTop = scrollTopAt(geometry, this.offset);
    if (Math.abs(this.scrollTop - scrollTop) < 1) return;
    this.viewport.scrollTop = scrollTop;
    this.scrollTop = scrollTop;
  }

  private scrolled(): void {
    const { geometry } = this;
    const { scrollTop } = this.viewport;
    this.scrollTop = scrollTop;
    // Our own doing: the offset is more exact than what the scroll bar can say.
    const ours = Math.abs(scrollTop - scrollTopAt(geometry, this.offset)) < 1;
    if (ours) this.parts.moved();
    else this.moveTo(offsetAt(geometry, scrollTop));
  }

  /** In a squeezed list one pixel of the scroll bar is many rows: the wheel moves by pixels of the list. */
  private wheeled(event: WheelEvent): void {
    if (!isSqueezed(this.geometry) || event.ctrlKey) return;
    event.preventDefault();
    const unit = [1, rowHeight, this.height][event.deltaMode] ?? 1;
    this.moveTo(this.offset + event.deltaY * unit);
    this.place();
  }

  private moveTo(offset: number): void {
    const most = maxOffset(this.geometry);
    this.offset = Math.min(Math.max(0, offset), most);
    this.following = this.parts.follows() && most - this.offset < 2;
    this.parts.moved();
  }
}
