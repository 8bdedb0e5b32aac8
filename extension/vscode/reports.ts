import * as vscode from 'vscode';

const scheme = 'http-trace-check';

/** What was found on hosts, as read-only Markdown documents; one a host, for as long as it is open. */
export class HostReports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registrations = vscode.Disposable.from(
    this.changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === scheme) this.texts.delete(uri.path);
    }),
  );
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent({ path }: vscode.Uri): string {
    return this.texts.get(path) ?? '';
  }

  /** Opens the report of a host, in place of an earlier one. */
  async show(host: string, markdown: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${host.replaceAll('/', '_')}.md` });
    this.texts.set(uri.path, markdown);
    this.changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  }

  dispose(): void {
    this.registrations.dispose();
  }
}
