import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { iconButton, type Tabs, tabs } from '../controls.ts';
import { element } from '../dom.ts';
import type { Details } from '../protocol/messages.ts';
import { formatCount } from '../text/format.ts';
import { t } from '../text/t.ts';
import { visibleLine } from '../text/visible.ts';
import { connectionParts } from './connection.ts';
import { requestParts, responseParts } from './message.ts';
import { messagesParts } from './messages.ts';
import { overviewParts } from './overview.ts';
import { traceParts } from './trace.ts';

/** What is shown: an exchange that is held, and what goes with it. */
export type Shown = Omit<Details, 'exchange'> & {
  readonly exchange: Exchange;
  /** Opens a body in an editor. */
  open(message: 'request' | 'response'): void;
  /** Shows another exchange. */
  select(id: string): void;
};

type Draw = (shown: Shown) => HTMLElement[];

const views: readonly { readonly id: string; readonly label: string; readonly draw: Draw }[] = [
  { id: 'overview', label: t('Overview'), draw: overviewParts },
  { id: 'request', label: t('Request'), draw: requestParts },
  { id: 'response', label: t('Response'), draw: responseParts },
  { id: 'messages', label: t('Messages'), draw: messagesParts },
  { id: 'connection', label: t('Connection'), draw: connectionParts },
  { id: 'trace', label: t('Trace'), draw: traceParts },
];

interface DetailsParts {
  readonly tab: string;
  tabChanged(tab: string): void;
  close(): void;
}

/** The pane that shows one exchange whole. Only the tab that is seen is drawn. */
export class DetailsPane {
  readonly node: HTMLElement;
  private readonly tabs: Tabs;
  private readonly title = element('h2', {});
  private readonly contents = new Map(
    views.map(({ id, label }) => [
      id,
      element('div', { class: 'detail', 'data-detail': id, 'aria-label': label }),
    ]),
  );
  private shown: Shown | undefined;
  private tab: string;

  constructor(private readonly parts: DetailsParts) {
    this.tab = this.contents.has(parts.tab) ? parts.tab : 'overview';
    const all = views.map(({ id, label }) => ({
      id,
      label,
      content: this.contents.get(id) ?? element('div'),
    }));
    this.tabs = tabs('details', all, (id) => this.tabShown(id));
    this.tabs.show(this.tab);
    this.node = element(
      'aside',
      { class: 'details', 'data-pane': 'details', 'aria-label': t('Details of the exchange') },
      element(
        'header',
        {},
        this.title,
        iconButton('close', t('Close details'), 'close', () => parts.close()),
      ),
      this.tabs.node,
    );
    this.node.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') parts.close();
    });
  }

  show(shown: Shown): void {
    const same = shown.id === this.shown?.id;
    this.shown = shown;
    const { messages } = shown.exchange;
    const count = messages ? messages.fromClient + messages.fromServer : 0;
    this.tabs.setBadge('messages', count > 0 ? formatCount(count) : null);
    const { length } = shown.related.trace;
    this.tabs.setBadge('trace', length > 1 ? formatCount(length) : null);
    const { method, target } = shown.exchange.request;
    this.title.textContent = visibleLine(`${method} ${target}`.slice(0, 500));
    this.title.title = this.title.textContent;
    this.draw(!same);
  }

  private tabShown(id: string): void {
    if (id === this.tab) return;
    this.tab = id;
    this.parts.tabChanged(id);
    this.draw(true);
  }

  private draw(fromTop: boolean): void {
    const content = this.contents.get(this.tab);
    const view = views.find(({ id }) => id === this.tab);
    if (!content || !view || !this.shown) return;
    content.replaceChildren(...view.draw(this.shown));
    if (fromTop) content.scrollTop = 0;
  }
}
