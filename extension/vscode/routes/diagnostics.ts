import * as vscode from 'vscode';
import { firstLine } from '../../core/routes/first-line.ts';
import type { RouteBook } from './book.ts';
import { rangeOf } from './lenses.ts';
import { recentFailure } from './recent-failures.ts';
import { routeName } from './words.ts';

/** Says on a handler that its latest requests failed; only in documents that are visible. */
export class RouteDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('httpTrace');

  private told = '[]';

  constructor(private readonly book: RouteBook) {}

  refresh(): void {
    const visible = this.book.settings.diagnostics ? vscode.window.visibleTextEditors : [];
    const found = new Map<string, vscode.Diagnostic[]>();
    for (const { document } of visible) {
      const own = this.of(document.uri);
      if (own.length > 0) found.set(document.uri.toString(), own);
    }
    const told = JSON.stringify([...found]);
    // Setting the same ones again every second would make the list of problems flicker.
    if (told === this.told) return;
    this.told = told;
    this.collection.clear();
    for (const [uri, own] of found) this.collection.set(vscode.Uri.parse(uri), own);
  }

  dispose(): void {
    this.collection.dispose();
  }

  private of(uri: vscode.Uri): vscode.Diagnostic[] {
    return this.book.routesAt(uri).flatMap(({ item: route, place, failures }) => {
      const failed = failures && recentFailure(this.book.trafficOf(route).statistics, Date.now());
      if (!failed) return [];
      const exchange = this.book.exchange(failed.id);
      const line = exchange ? firstLine(exchange) : '';
      const what = vscode.l10n.t('{0} failed with {1}', routeName(route), failed.status ?? 0);
      const range = rangeOf(place);
      const head = new vscode.Range(range.start, range.start.with(undefined, 10_000));
      const diagnostic = new vscode.Diagnostic(
        range.isSingleLine ? range : head,
        line === '' ? what : `${what}: ${line}`,
        vscode.DiagnosticSeverity.Information,
      );
      diagnostic.source = 'HTTP Trace';
      return [diagnostic];
    });
  }
}
