import { element, setAttribute } from './dom.ts';
import { t } from './text/t.ts';

interface SplitterParts {
  readonly first: HTMLElement;
  readonly second: HTMLElement;
  /** Share of `first`, 0 to 1. */
  readonly share: number;
  changed(share: number): void;
}

const most = 0.85;
/** The columns beside the details stay readable; below the details a few rows are enough. */
const least = { beside: 0.45, above: 0.2 };
/** Wider than this, the two stand beside each other. */
const besideFrom = 760;

/** Two panes with a movable line between them (WAI-ARIA window splitter); the second can be closed. */
export class Splitter {
  readonly node: HTMLElement;
  private readonly line = element('div', {
    class: 'splitter',
    role: 'separator',
    tabindex: '0',
    'aria-label': t('Size of the details'),
    'aria-valuemax': String(most * 100),
  });
  private share: number;
  private beside = true;

  constructor(private readonly parts: SplitterParts) {
    this.share = parts.share;
    this.node = element('div', { class: 'split' }, parts.first, this.line, parts.second);
    this.line.addEventListener('pointerdown', (event) => this.grab(event));
    this.line.addEventListener('keydown', (event) => this.keyPressed(event));
    this.line.addEventListener('dblclick', () => this.set(0.5, true));
    new ResizeObserver(([entry]) => {
      this.beside = (entry?.contentRect.width ?? 0) >= besideFrom;
      this.node.classList.toggle('beside', this.beside);
      setAttribute(this.line, 'aria-orientation', this.beside ? 'vertical' : 'horizontal');
      this.place();
    }).observe(this.node);
    this.place();
    this.open(false);
  }

  open(open: boolean): void {
    this.node.classList.toggle('open', open);
    this.line.hidden = !open;
    this.parts.second.hidden = !open;
  }

  private grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.line.setPointerCapture(event.pointerId);
    const move = ({ clientX, clientY }: PointerEvent) => {
      const box = this.node.getBoundingClientRect();
      const share = this.beside
        ? (clientX - box.left) / box.width
        : (clientY - box.top) / box.height;
      this.set(share, false);
    };
    const drop = () => {
      this.line.removeEventListener('pointermove', move);
      this.parts.changed(this.share);
    };
    this.line.addEventListener('pointermove', move);
    this.line.addEventListener('lostpointercapture', drop, { once: true });
  }

  private keyPressed(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = this.beside
      ? { ArrowLeft: -0.02, ArrowRight: 0.02 }
      : { ArrowUp: -0.02, ArrowDown: 0.02 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.set(this.share + step, true);
  }

  private set(share: number, tell: boolean): void {
    this.share = this.within(share);
    this.place();
    if (tell) this.parts.changed(this.share);
  }

  private place(): void {
    const share = this.within(this.share) * 100;
    this.node.style.setProperty('--share', `${share.toFixed(2)}%`);
    setAttribute(this.line, 'aria-valuemin', String(this.within(0) * 100));
    setAttribute(this.line, 'aria-valuenow', share.toFixed(0));
  }

  private within(share: number): number {
    return Math.min(Math.max(share, this.beside ? least.beside : least.above), most);
  }
}
