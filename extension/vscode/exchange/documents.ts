import * as vscode from 'vscode';

export const documentScheme = 'http-trace';

const most = 100;

/** Read-only documents of what was traced, so that VS Code's own editor, search and comparison work on it. */
export class TraceDocuments implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private made = 0;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.texts.get(uri.query) ??
      vscode.l10n.t('This exchange is no longer held; open it again from the panel.')
    );
  }

  /** A document whose tab is called `name`. */
  add(name: string, text: string): vscode.Uri {
    const key = String(++this.made);
    this.texts.set(key, text);
    for (const [oldest] of this.texts) if (this.texts.size > most) this.texts.delete(oldest);
    const path = `/${name
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}/\\:*?"<>|]+/gu, ' ')
      .trim()
      .slice(0, 80)}`;
    return vscode.Uri.from({ scheme: documentScheme, path, query: key });
  }

  async open(name: string, text: string, language: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.add(name, text));
    const known = await vscode.languages.getLanguages();
    if (known.includes(language))
      await vscode.languages.setTextDocumentLanguage(document, language);
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
