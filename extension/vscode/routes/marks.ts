import * as vscode from 'vscode';
import type { RouteBook } from './book.ts';
import { recentFailure } from './recent-failures.ts';

/** A mark in the gutter beside each route whose requests failed lately; only in editors that are visible. */
export class RouteMarks implements vscode.Disposable {
  private readonly failed: vscode.TextEditorDecorationType;
  private readonly told = new WeakMap<vscode.TextEditor, string>();

  constructor(
    private readonly book: RouteBook,
    icon: vscode.Uri,
  ) {
    this.failed = vscode.window.createTextEditorDecorationType({
      gutterIconPath: icon,
      gutterIconSize: 'contain',
      overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.errorForeground'),
      overviewRulerLane: vscode.OverviewRulerLane.Left,
    });
  }

  refresh(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const lines = this.book.settings.gutter ? this.linesOf(editor.document.uri) : [];
      const told = lines.join();
      // Of an editor that is new nothing was told, and it has no marks either.
      if (told === (this.told.get(editor) ?? '')) continue;
      this.told.set(editor, told);
      const ranges = lines.map((line) => new vscode.Range(line, 0, line, 0));
      editor.setDecorations(this.failed, ranges);
    }
  }

  dispose(): void {
    this.failed.dispose();
  }

  private linesOf(uri: vscode.Uri): readonly number[] {
    const lines = this.book.routesAt(uri).flatMap(({ item, place, failures }) => {
      const { statistics } = this.book.trafficOf(item);
      return failures && recentFailure(statistics, Date.now()) ? [place.line] : [];
    });
    return [...new Set(lines)].sort((a, b) => a - b);
  }
}
