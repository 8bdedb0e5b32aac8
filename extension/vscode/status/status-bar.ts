import * as vscode from 'vscode';
import type { HostState } from '../../../webview/protocol/state.ts';
import { commandIds } from '../commands/ids.ts';
import { statusOf } from './status.ts';

/** The extension's one item in the status bar. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'httpTrace.status',
    vscode.StatusBarAlignment.Left,
    10,
  );

  constructor() {
    this.item.name = 'HTTP Trace';
  }

  show(traces: readonly HostState[], exchanges: number): void {
    const { text, tooltip, click, warning } = statusOf(traces, exchanges, vscode.l10n.t);
    this.item.text = text;
    this.item.tooltip = tooltip.join('\n');
    this.item.command = commandIds[click];
    this.item.backgroundColor = warning
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
