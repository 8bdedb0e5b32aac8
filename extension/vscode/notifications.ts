import * as vscode from 'vscode';
import { SessionError } from '../core/session/session.ts';

/** Shows one sentence and a way to the log; a cancelled start needs no words. */
export async function reportFailure(log: vscode.LogOutputChannel, error: unknown): Promise<void> {
  if (error instanceof SessionError && error.code === 'cancelled') return;
  const known = error instanceof SessionError;
  // A stack is for us: it goes to the log, never to a notification.
  if (!known) log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const message = known
    ? error.message
    : vscode.l10n.t('HTTP Trace failed in a way it does not know; the log says more.');
  const showLog = vscode.l10n.t('Show Log');
  if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) log.show();
}
