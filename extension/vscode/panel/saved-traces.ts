import * as vscode from 'vscode';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { FilterMemory } from '../../core/filter/memory.ts';
import type { RouteName } from '../../core/routes/route-text.ts';
import { Conversation } from './conversation.ts';
import type { Readings } from './details.ts';
import { servePage } from './page.ts';
import { savedConversation } from './saved-conversation.ts';
import { SavedTrace } from './saved-trace.ts';
import type { TraceViewer } from './viewer.ts';

export const savedTraceType = 'httpTrace.saved';

interface SavedParts {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly filters: FilterMemory;
  readonly readings: Readings;
  /** The routes of the workspace that may have answered an exchange. */
  routesOf(exchange: Exchange): readonly RouteName[];
  /** A page shows exchanges, to which there may be routes. */
  routesWanted(): void;
}

/** Opens files of exchanges (HAR, NDJSON) in an editor that has the panel's page and changes nothing. */
export class SavedTraces implements vscode.CustomReadonlyEditorProvider<SavedTrace> {
  private readonly editors = new Map<string, SavedEditor>();
  private made = 0;

  constructor(private readonly parts: SavedParts) {}

  openCustomDocument(uri: vscode.Uri): Promise<SavedTrace> {
    return SavedTrace.open(uri);
  }

  resolveCustomEditor(trace: SavedTrace, panel: vscode.WebviewPanel): void {
    const key = String(++this.made);
    const editor = new SavedEditor(trace, panel, key, this.parts);
    this.editors.set(key, editor);
    panel.onDidDispose(() => {
      this.editors.delete(key);
      editor.dispose();
    });
  }

  /** What routes there are is known better now. */
  routesChanged(): void {
    for (const editor of this.editors.values()) editor.routesChanged();
  }

  /** The editor whose page says so in the context of its menus, else the one that is active. */
  viewer(key: unknown): TraceViewer | undefined {
    if (typeof key === 'string') return this.editors.get(key);
    return [...this.editors.values()].find(({ active }) => active);
  }
}

class SavedEditor implements TraceViewer, vscode.Disposable {
  private readonly conversation: Conversation;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly trace: SavedTrace,
    private readonly panel: vscode.WebviewPanel,
    key: string,
    { extensionUri, log, filters, readings, routesOf, routesWanted }: SavedParts,
  ) {
    const { store } = trace;
    this.conversation = new Conversation(
      savedConversation({
        ...{ store, filters, readings, routesOf, file: trace, begun: routesWanted },
        post: (message) => void panel.webview.postMessage(message),
        run: (command, about) =>
          void vscode.commands.executeCommand(command, { ...about, savedTrace: key }),
        refused: () =>
          log.warn('The page of a saved trace sent a message that is not one of ours.'),
      }),
    );
    this.subscriptions = [
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.conversation.pageGone();
      }),
      servePage(panel.webview, extensionUri, this.conversation, { savedTrace: key }),
    ];
  }

  get active(): boolean {
    return this.panel.active;
  }

  get store() {
    return this.trace.store;
  }

  get selected(): string | undefined {
    return this.conversation.selectedExchange ?? undefined;
  }

  get usedAt(): number {
    return this.conversation.usedAt;
  }

  routesChanged(): void {
    this.conversation.routesChanged();
  }

  shown(): readonly Exchange[] {
    return this.conversation.shown();
  }

  dispose(): void {
    this.conversation.dispose();
    for (const one of this.subscriptions) one.dispose();
  }
}
