import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Conversation } from './conversation.ts';
import { pageHtml } from './html.ts';

/**
 * Shows the page in a webview, and lets it talk with the extension until that is disposed of.
 * @param context what VS Code tells the commands of the page's context menus
 */
export function servePage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  conversation: Conversation,
  context: Readonly<Record<string, string>> = {},
): vscode.Disposable {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const listening = webview.onDidReceiveMessage((message: unknown) =>
    conversation.receive(message),
  );
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  webview.html = pageHtml({
    cspSource: webview.cspSource,
    script: file('main.js'),
    style: file('main.css'),
    nonce: randomBytes(18).toString('base64url'),
    context,
    language: vscode.env.language,
    // In English there is no bundle.
    texts: vscode.l10n.bundle ?? {},
  });
  return listening;
}
