import * as vscode from 'vscode';
import type { Context } from '../context.ts';
import { viewerIn } from '../exchange/actions.ts';

const { t } = vscode.l10n;

/** Where an exchange was traced. */
export interface Origin {
  /** Empty where it is not known. */
  readonly host: string;
  /** It was traced in this window, and is not of a file, whose host may be somebody else's. */
  readonly here: boolean;
}

export function originOf(context: Context, argument: unknown, id: string): Origin {
  const viewer = viewerIn(context, argument);
  return { host: viewer.store.hostOf(id), here: viewer === context.panel };
}

/**
 * The host that a request is sent from: the one that its exchange was traced on. For an exchange of a file, which may
 * be of a host that is not traced, the one that is, or the one that is chosen. Says so where there is none.
 */
export async function sendingHost(
  { controller }: Context,
  { host, here }: Origin,
): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(
      t('Requests are sent only from a workspace that is trusted.'),
    );
    return undefined;
  }
  const hosts = controller.tracedHosts;
  if (hosts.includes(host)) return host;
  if (hosts.length === 0 || (here && host !== '')) {
    void vscode.window.showInformationMessage(
      host === '' || !here
        ? t('Start the trace of a host first: requests are sent from there.')
        : t('Start the trace of {0} first: the request is sent from there.', host),
    );
    return undefined;
  }
  if (hosts.length === 1) return hosts[0];
  return await vscode.window.showQuickPick(hosts, {
    placeHolder: t('From which host is the request to be sent?'),
  });
}
