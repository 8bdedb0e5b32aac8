import { button, progressRing } from './controls.ts';
import { element } from './dom.ts';
import type { Emptiness, PageAction } from './emptiness.ts';
import { t } from './text/t.ts';

/** Shows an {@link Emptiness}; `[data-empty]` names it. */
export class EmptyNotice {
  readonly node = element('div', { class: 'empty', role: 'status' });
  private shown = '';

  /** Without `act` it only says why; another notice of the page has the buttons. */
  constructor(private readonly act?: (action: PageAction) => void) {
    this.node.hidden = true;
  }

  show(emptiness: Emptiness | undefined): void {
    const wanted = JSON.stringify(emptiness ?? null);
    if (wanted === this.shown) return;
    this.shown = wanted;
    this.node.hidden = emptiness === undefined;
    this.node.dataset['empty'] = emptiness?.why ?? '';
    if (emptiness) this.node.replaceChildren(...this.parts(emptiness));
  }

  private *parts({ why, text, more, mend }: Emptiness): Generator<Node> {
    if (why === 'busy') yield progressRing(text);
    yield element('p', { class: 'why' }, text);
    if (more) yield element('p', { class: 'more' }, more);
    const { act } = this;
    if (!act) return;
    const buttons = element('div', { class: 'buttons' });
    if (mend) buttons.append(button(mend.label, mend.action, () => act(mend.action)));
    if (why === 'lost' || why === 'failed') {
      buttons.append(button(t('Show log'), 'log', () => act('log'), 'secondary'));
    }
    yield buttons;
  }
}
