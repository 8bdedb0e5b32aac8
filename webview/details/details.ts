import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { iconButton, type Tabs, tabs } from '../controls.ts';
import { element, setText } from '../dom.ts';
import { LetGoNotice } from '../notices.ts';
import type { Details, Related } from '../protocol/messages.ts';
import { formatCount } from '../text/format.ts';
import { t } from '../text/t.ts';
import { visibleLine } from '../text/visible.ts';
import { connectionParts } from './connection.ts';
import { MessageTab } from './message.ts';
import { MessagesTab } from './messages.ts';
import { overviewParts } from './overview.ts';
import { plainTab, type TabContent } from './tab-content.ts';
import { traceParts } from './trace.ts';

/** What is shown: an exchange that is held, and what goes with it. */
export type Shown = Omit<Details, 'exchange'> & {
  readonly exchange: Exchange;
  /** Opens a body in an editor. */
  open(message: 'request' | 'response'): void;
  /** Shows another exchange. */
  select(id: string): void;
};

interface View {
  readonly id: string;
  readonly label: string;
  /** For one exchange. */
  make(): TabContent;
}

const views: readonly View[] = [
  { id: 'overview', label: t('Overview'), make: plainTab(overviewParts) },
  { id: 'request', label: t('Request'), make: () => new MessageTab('request') },
  { id: 'response', label: t('Response'), make: () => new MessageTab('response') },
  { id: 'messages', label: t('Messages'), make: () => new MessagesTab() },
  { id: 'connection', label: t('Connection'), make: plainTab(connectionParts) },
  { id: 'trace', label: t('Trace'), make: plainTab(traceParts) },
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
  private readonly gone = new LetGoNotice();
  private readonly contents = new Map(
    views.map(({ id, label }) => [
      id,
      element('div', { class: 'detail', 'data-detail': id, 'aria-label': label }),
    ]),
  );
  /** Those that were looked at since the exchange was chosen. */
  private readonly drawn = new Map<string, TabContent>();
  private shown: Shown | undefined;
  private tab: string;

  constructor(private readonly parts: DetailsParts) {
    this.tab = this.contents.has(parts.tab) ? parts.tab : 'overview';
    const all = views.map(({ id, label }) => ({
      id,
      label,
      content: this.contents.get(id) ?? element('div'),
    }));
    this.tabs = tabs('details', t('Details of the exchange'), all, (id) => this.tabShown(id));
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
      this.gone.node,
      this.tabs.node,
    );
    this.node.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') parts.close();
    });
  }

  show(shown: Shown): void {
    if (shown.id !== this.shown?.id) this.drawn.clear();
    this.shown = shown;
    this.gone.show(false);
    const { messages } = shown.exchange;
    const count = messages ? messages.fromClient + messages.fromServer : 0;
    this.tabs.setBadge('messages', count > 0 ? formatCount(count) : null);
    const { length } = shown.related.trace;
    this.tabs.setBadge('trace', length > 1 ? formatCount(length) : null);
    const { method, target } = shown.exchange.request;
    const title = visibleLine(`${method} ${target}`.slice(0, 500));
    setText(this.title, title);
    this.title.title = title;
    this.draw();
  }

  /** What belongs to an exchange is more or another one now. */
  relate(id: string, related: Related): void {
    if (this.shown?.id === id) this.show({ ...this.shown, related });
  }

  /** An exchange is no longer held; what was told of it stays. */
  letGo(id: string): void {
    if (this.shown?.id === id) this.gone.show(true);
  }

  private tabShown(id: string): void {
    if (id === this.tab) return;
    this.tab = id;
    this.parts.tabChanged(id);
    this.draw();
  }

  private draw(): void {
    const content = this.contents.get(this.tab);
    const view = views.find(({ id }) => id === this.tab);
    if (!content || !view || !this.shown) return;
    const before = this.drawn.get(view.id);
    const drawn = before ?? view.make();
    drawn.show(this.shown);
    if (before) return;
    this.drawn.set(view.id, drawn);
    content.replaceChildren(drawn.node);
    content.scrollTop = 0;
  }
}
