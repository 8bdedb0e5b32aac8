import * as vscode from 'vscode';
import { Throttle } from '../../core/store/throttle.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { RouteBook } from './book.ts';
import { RouteClient } from './client.ts';
import { RouteDiagnostics } from './diagnostics.ts';
import { RouteHovers, RouteLenses } from './lenses.ts';
import { RouteMarks } from './marks.ts';
import { RouteTree } from './tree.ts';

export const routesViewId = 'httpTrace.routes';

/** Milliseconds between two looks of lenses, diagnostics and tree at the traffic. */
const interval = 1000;

/** Everything about routes in the editor. The route server runs from the first trace, or the first look at the view. */
export class RoutesFeature implements vscode.Disposable {
  readonly book: RouteBook;
  private readonly client: RouteClient;
  private readonly subscriptions: vscode.Disposable[];

  /**
   * @param extension the folder of the extension
   * @param found is called when other routes were found
   */
  constructor(
    extension: vscode.Uri,
    store: TraceStore,
    log: vscode.LogOutputChannel,
    found: () => void,
  ) {
    this.client = new RouteClient(vscode.Uri.joinPath(extension, 'dist'), log);
    const refresh = () => throttle.ask();
    const finds = new Throttle(found, interval);
    this.book = new RouteBook(this.client, store, {
      counted: refresh,
      found: () => {
        refresh();
        finds.ask();
      },
    });
    const lenses = new RouteLenses(this.book);
    const tree = new RouteTree(this.book);
    const diagnostics = new RouteDiagnostics(this.book);
    const icon = vscode.Uri.joinPath(extension, 'resources', 'route-failed.svg');
    const marks = new RouteMarks(this.book, icon);
    const view = vscode.window.createTreeView(routesViewId, { treeDataProvider: tree });
    const throttle = new Throttle(() => {
      lenses.refresh();
      diagnostics.refresh();
      marks.refresh();
      if (view.visible) tree.refresh();
    }, interval);
    const anySource = { pattern: '**/*' };
    this.subscriptions = [
      throttle,
      lenses,
      finds,
      this.book,
      this.client,
      diagnostics,
      marks,
      view,
      view.onDidChangeVisibility(({ visible }) => {
        if (!visible) return;
        void this.started();
        tree.refresh();
      }),
      vscode.window.onDidChangeVisibleTextEditors(refresh),
      vscode.languages.registerCodeLensProvider(anySource, lenses),
      vscode.languages.registerHoverProvider(anySource, new RouteHovers(this.book)),
    ];
  }

  /** Starts the route server, when it does not run. @returns when the workspace was read */
  started(): Promise<void> {
    return this.client.start();
  }

  /** Reads the workspace anew. */
  async refresh(): Promise<void> {
    await this.started();
    await this.client.index();
  }

  dispose(): void {
    for (const one of this.subscriptions) one.dispose();
  }
}
