import * as vscode from 'vscode';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { Action } from '../../../webview/protocol/messages.ts';
import type { PanelState } from '../../../webview/protocol/state.ts';
import type { FilterMemory } from '../../core/filter/memory.ts';
import type { RouteName } from '../../core/routes/route-text.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { type CommandName, commandIds } from '../commands/ids.ts';
import { Conversation } from './conversation.ts';
import type { Readings } from './details.ts';
import { servePage } from './page.ts';
import type { TraceViewer } from './viewer.ts';

export const panelViewId = 'httpTrace.panel';

const commandOf: Record<Action, CommandName> = {
  start: 'start',
  resume: 'resume',
  log: 'showLog',
  stop: 'stop',
  checkHost: 'checkHost',
  handler: 'openHandler',
};

interface PanelParts {
  readonly extensionUri: vscode.Uri;
  readonly store: TraceStore;
  readonly log: vscode.LogOutputChannel;
  readonly filters: FilterMemory;
  traces(): PanelState['traces'];
  readonly readings: Readings;
  /** The routes of the workspace that may have answered an exchange. */
  routesOf(exchange: Exchange): readonly RouteName[];
}

/** The panel: makes the page whenever VS Code shows the view, and talks with it while it is there. */
export class PanelView implements vscode.WebviewViewProvider, TraceViewer, vscode.Disposable {
  private conversation: Conversation | undefined;
  private paused = false;
  /** A filter for a page that is still loading. */
  private wanted: string | undefined;

  constructor(private readonly parts: PanelParts) {}

  get store(): TraceStore {
    return this.parts.store;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    const conversation = this.converse(webview);
    const page = servePage(webview, this.parts.extensionUri, conversation);
    const watching = view.onDidChangeVisibility(() => {
      if (!view.visible) conversation.pageGone();
    });
    view.onDidDispose(() => {
      watching.dispose();
      page.dispose();
      conversation.dispose();
      if (this.conversation === conversation) this.conversation = undefined;
    });
  }

  /** The exchanges that the page's filter lets through; all of them while there is no page. */
  shown(): readonly Exchange[] {
    return this.conversation?.shown() ?? allOf(this.parts.store);
  }

  pause(paused: boolean): void {
    this.paused = paused;
    void vscode.commands.executeCommand('setContext', 'httpTrace.paused', paused);
    this.stateChanged();
  }

  /** The exchange whose details are shown. */
  get selected(): string | undefined {
    return this.conversation?.selectedExchange ?? undefined;
  }

  get usedAt(): number {
    return this.conversation?.usedAt ?? 0;
  }

  /** Shows the panel with this filter. */
  async showFiltered(filter: string): Promise<void> {
    this.wanted = filter;
    await vscode.commands.executeCommand(`${panelViewId}.focus`);
    this.tellFilter();
  }

  private tellFilter(): void {
    if (this.wanted !== undefined && this.conversation?.setFilter(this.wanted)) {
      this.wanted = undefined;
    }
  }

  stateChanged(): void {
    this.conversation?.stateChanged();
  }

  /** What routes there are is known better now. */
  routesChanged(): void {
    this.conversation?.routesChanged();
  }

  schemasChanged(): void {
    this.conversation?.schemasChanged();
  }

  dispose(): void {
    this.conversation?.dispose();
  }

  private converse(webview: vscode.Webview): Conversation {
    this.conversation?.dispose();
    const { store, log, filters, traces, routesOf, readings } = this.parts;
    this.conversation = new Conversation({
      ...{ store, filters, routesOf, readings },
      post: (message) => void webview.postMessage(message),
      state: () => ({
        ...{ traces: traces(), file: null, tracedHosts: store.tracedHosts },
        paused: this.paused,
        losses: store.losses,
        dropped: store.dropped,
        traffic: store.connections.totals,
      }),
      begun: () => this.tellFilter(),
      act: (action) => void vscode.commands.executeCommand(commandIds[commandOf[action]]),
      copy: (id) => void vscode.commands.executeCommand(commandIds.copyAsCurl, { exchange: id }),
      openBody: (id, message) =>
        void vscode.commands.executeCommand(commandIds.openBody, { exchange: id, message }),
      refused: () => log.warn('The panel’s page sent a message that is not one of ours.'),
    });
    return this.conversation;
  }
}

function allOf({ exchanges }: TraceStore): readonly Exchange[] {
  const all: Exchange[] = [];
  for (let sequence = exchanges.first; sequence < exchanges.end; sequence += 1) {
    const held = exchanges.whole(sequence);
    if (held) all.push(held.exchange);
  }
  return all;
}
