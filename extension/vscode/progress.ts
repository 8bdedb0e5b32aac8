import * as vscode from 'vscode';

/** Runs something that can be cancelled under a notification with this title; `report` adds what it is at. */
export async function withProgress<T>(
  title: string,
  act: (
    report: (words: string) => void,
    signal: AbortSignal,
    token: vscode.CancellationToken,
  ) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return await vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      const cancellation = token.onCancellationRequested(() => abort.abort());
      try {
        return await act((message) => progress.report({ message }), abort.signal, token);
      } finally {
        cancellation.dispose();
      }
    },
  );
}
