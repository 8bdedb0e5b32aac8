import { connectionColumns } from './connection-columns.ts';
import { type Tabs, tabs } from './controls.ts';
import { countOf } from './counts.ts';
import { DetailsPane } from './details/details.ts';
import { element } from './dom.ts';
import type { PageAction } from './emptiness.ts';
import { endpointColumns } from './endpoint-columns.ts';
import { exchangeColumns } from './exchange-columns.ts';
import { receive, send } from './host.ts';
import { ListPane } from './list-pane.ts';
import { EndNotice, LossNotice, SecretsNotice } from './notices.ts';
import { groupChoices, sendOrder } from './order.ts';
import type { ListName } from './protocol/messages.ts';
import type { ConnectionRow, EndpointRow, ExchangeRow } from './protocol/rows.ts';
import { leadingState, type PanelState } from './protocol/state.ts';
import { remember, remembered } from './remembered.ts';
import { Splitter } from './splitter.ts';
import { formatCount } from './text/format.ts';
import { t } from './text/t.ts';
import { Toolbar } from './toolbar.ts';

/** The whole page: which parts there are and what passes between them. */
export class App {
  readonly node: HTMLElement;
  private readonly toolbar: Toolbar;
  private readonly losses = new LossNotice();
  private readonly end = new EndNotice();
  private readonly secrets = new SecretsNotice();
  private readonly exchanges: ListPane<ExchangeRow>;
  private readonly connections: ListPane<ConnectionRow>;
  private readonly endpoints: ListPane<EndpointRow>;
  private readonly details: DetailsPane;
  private readonly split: Splitter;
  private readonly lists: Tabs;
  private state: PanelState = {
    ...{ traces: [], file: null, tracedHosts: [] },
    paused: false,
    losses: [],
    dropped: { bodies: 0, exchanges: 0, connections: 0 },
    traffic: { seen: 0, open: 0, bytes: 0, encrypted: 0 },
  };

  constructor() {
    const act = (action: PageAction) => this.act(action);
    const crowdedOut = () => this.showCrowdedOut();
    this.toolbar = new Toolbar({
      columns: (at) => this.table.columns.openMenu(at),
      filter: remembered().filter,
      filtered: (text) => {
        remember({ filter: text });
        send('filter', { text });
      },
      suggest: (text, caret) => send('suggest', { text, caret }),
      keep: (text, how) => send('keepFilter', { text, how }),
    });
    this.exchanges = new ListPane<ExchangeRow>({
      list: 'exchanges',
      label: t('HTTP exchanges'),
      what: 'exchange',
      columns: exchangeColumns,
      idOf: ({ id }) => id,
      request: (request) => send('view', request),
      order: sendOrder,
      groups: groupChoices,
      fold: (group, open) => send('fold', { group, open }),
      open: ({ id }) => this.select(id),
      copy: ({ id }) => send('copy', { id }),
      contextOf: ({ id }) =>
        JSON.stringify({
          ...{ webviewSection: 'exchange', exchange: id },
          preventDefaultContextMenuItems: true,
        }),
      close: () => this.select(null),
      opensOnMove: () => remembered().selected !== null,
      ...{ act, crowdedOut },
    });
    this.connections = new ListPane<ConnectionRow>({
      list: 'connections',
      label: t('Connections and listening sockets'),
      what: 'connection',
      columns: connectionColumns,
      fromTop: true,
      idOf: ({ id }) => id,
      request: (request) => send('view', request),
      order: sendOrder,
      open: ({ id }) => this.showFiltered(`connection:${id}`),
      ...{ act, crowdedOut },
    });
    this.endpoints = new ListPane<EndpointRow>({
      list: 'endpoints',
      label: t('Endpoints'),
      what: 'endpoint',
      columns: endpointColumns,
      fromTop: true,
      idOf: ({ id }) => id,
      request: (request) => send('view', request),
      order: sendOrder,
      open: ({ filter }) => this.showFiltered(filter),
      ...{ act, crowdedOut },
    });
    this.details = new DetailsPane({
      tab: remembered().detailsTab,
      tabChanged: (detailsTab) => remember({ detailsTab }),
      close: () => {
        this.select(null);
        this.exchanges.table.node.focus();
      },
    });
    this.split = new Splitter({
      first: this.exchanges.node,
      second: this.details.node,
      share: remembered().split,
      changed: (split) => remember({ split }),
    });
    this.lists = tabs(
      'lists',
      t('Lists'),
      [
        { id: 'exchanges', label: t('Exchanges'), content: this.split.node },
        { id: 'connections', label: t('Connections'), content: this.connections.node },
        { id: 'endpoints', label: t('Endpoints'), content: this.endpoints.node },
      ],
      (id) => this.listShown(id as ListName),
      this.toolbar.node,
    );
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'f' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.lists.show('exchanges');
      this.toolbar.focusFilter();
    });
    this.node = element(
      'main',
      { class: 'page' },
      this.end.node,
      this.losses.node,
      this.secrets.node,
      this.lists.node,
    );
  }

  /** Brings back what was shown before and begins the talk with the extension. */
  start(): void {
    const { filter, selected, list } = remembered();
    receive({
      state: (state) => this.showState(state),
      exchanges: (window) => {
        this.exchanges.receive(window, this.state);
        this.showEnd();
        const { text, tooltip } = countOf(window, this.state.dropped);
        this.toolbar.showCount(text, tooltip);
      },
      connections: (window) => {
        this.connections.receive(window, this.state);
        this.lists.setBadge('connections', window.held > 0 ? formatCount(window.held) : null);
      },
      endpoints: (window) => {
        this.endpoints.receive(window, this.state);
        this.lists.setBadge('endpoints', window.held > 0 ? formatCount(window.held) : null);
      },
      filter: ({ text, error }) => {
        if (text === this.toolbar.filter) this.toolbar.showProblem(error);
      },
      progress: ({ share }) => this.toolbar.showProgress(share),
      suggestions: (suggestions) => this.toolbar.field.suggest(suggestions),
      filters: (filters) => this.toolbar.field.know(filters),
      setFilter: ({ text }) => {
        this.lists.show('exchanges');
        this.toolbar.setFilter(text);
      },
      details: (details) => {
        if (details.id !== remembered().selected) return;
        if (details.exchange) {
          this.details.show({
            ...details,
            exchange: details.exchange,
            open: (message) => send('openBody', { id: details.id, message }),
            select: (id) => this.select(id, true),
          });
        } else this.select(null);
      },
      related: ({ id, related }) => this.details.relate(id, related),
      letGo: ({ id }) => this.details.letGo(id),
    });
    document.addEventListener('keydown', (event) => {
      // As in an editor: from what is selected to where it is defined.
      if (event.key !== 'F12' || remembered().selected === null) return;
      event.preventDefault();
      this.act('handler');
    });
    send('ready', {});
    this.lists.show(list);
    this.listShown(list);
    send('filter', { text: filter });
    this.select(selected);
    this.exchanges.table.restart();
    this.connections.table.restart();
    this.endpoints.table.restart();
  }

  private showState(state: PanelState): void {
    this.state = state;
    this.node.dataset['state'] = state.file ? 'file' : leadingState(state.traces).kind;
    this.node.dataset['paused'] = String(state.paused);
    this.losses.show(state);
    this.secrets.show(state.traces);
    const several = state.tracedHosts.length > 1;
    for (const { table } of [this.exchanges, this.connections, this.endpoints]) {
      table.columns.call('traced-host', several);
    }
    this.exchanges.showState(state);
    this.connections.showState(state);
    this.endpoints.showState(state);
    this.showEnd();
  }

  private showEnd(): void {
    this.end.show(this.state.traces, this.exchanges.rows > 0);
  }

  private listShown(list: ListName): void {
    remember({ list });
    this.toolbar.showFiltering(list === 'exchanges');
    this.showCrowdedOut();
  }

  /** The table in view. */
  private get table() {
    return this[remembered().list].table;
  }

  private showCrowdedOut(): void {
    this.toolbar.showCrowdedOut(this.table.columns.crowdedOut);
  }

  private select(id: string | null, reveals = false): void {
    remember({ selected: id });
    this.exchanges.table.select(id, reveals);
    this.split.open(id !== null);
    send('select', { id });
  }

  /** The exchanges that a connection or an endpoint stands for. */
  private showFiltered(filter: string): void {
    this.toolbar.field.set(filter);
    this.lists.show('exchanges');
    this.exchanges.table.node.focus();
  }

  private act(action: PageAction): void {
    if (action === 'unfilter') this.toolbar.unfilter();
    else if (action === 'connections') this.lists.show('connections');
    else send('action', { action });
  }
}
