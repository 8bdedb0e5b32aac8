import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { Action } from '../../../webview/protocol/messages.ts';
import type { TraceState } from '../../../webview/protocol/state.ts';
import type { FilterMemory } from '../../core/filter/memory.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { type CommandName, commandIds } from '../commands/ids.ts';
import { Conversation } from './conversation.ts';
import type { Readings } from './details.ts';
import { pageHtml } from './html.ts';

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
  trace(): TraceState;
  readonly readings: Readings;
}

/** The panel: makes the page whenever VS Code shows the view, and talks with it while it is there. */
export class PanelView implements vscode.WebviewViewProvider, vscode.Disposable {
  private conversation: Conversation | undefined;
  private paused = false;
  /** A filter for a page that is still loading. */
  private wanted: string | undefined;

  constructor(private readonly parts: PanelParts) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    const folder = vscode.Uri.joinPath(this.parts.extensionUri, 'dist', 'webview');
    const file = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
    const conversation = this.converse(webview);
    const listening = webview.onDidReceiveMessage((message: unknown) =>
      conversation.receive(message),
    );
    const watching = view.onDidChangeVisibility(() => {
      if (!view.visible) conversation.pageGone();
    });
    view.onDidDispose(() => {
      watching.dispose();
      listening.dispose();
      conversation.dispose();
      if (this.conversation === conversation) this.conversation = undefined;
    });
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    webview.html = pageHtml({
      cspSource: webview.cspSource,
      script: file('main.js'),
      style: file('main.css'),
      nonce: randomBytes(18).toString('base64url'),
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

  schemasChanged(): void {
    this.conversation?.schemasChanged();
  }

  dispose(): void {
    this.conversation?.dispose();
  }

  private converse(webview: vscode.Webview): Conversation {
    this.conversation?.dispose();
    const { store, log, filters, trace, readings } = this.parts;
    this.conversation = new Conversation({
      store,
      filters,
      readings,
      post: (message) => void webview.postMessage(message),
      state: () => ({
        trace: trace(),
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
    const held = exchanges.get(sequence);
    if (held) all.push(held.exchange);
  }
  return all;
}
