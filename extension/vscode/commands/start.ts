import * as vscode from 'vscode';
import type { StartOptions } from '../../core/session/session.ts';
import type { Context } from '../context.ts';
import { pickHost } from '../hosts/picker.ts';
import { formatTarget, parseTarget } from '../hosts/target.ts';
import { reportFailure } from '../notifications.ts';
import { dialogPrompts } from '../prompts.ts';
import { commandIds } from './ids.ts';

/** Asks for a host unless one is given, and traces it. Every failure ends in one notification. */
export async function startTrace(
  context: Context,
  host: string | undefined,
  options: StartOptions,
): Promise<void> {
  const chosen = host ?? (await pickHost(context));
  if (chosen === undefined) return;
  try {
    await connect(context, chosen, options);
    await context.recentHosts.remember(chosen);
  } catch (error) {
    await reportFailure(context.log, error);
  }
}

async function connect(context: Context, host: string, options: StartOptions): Promise<void> {
  const target = parseTarget(host);
  const shown = formatTarget(target);
  context.panel.pause(false);
  await vscode.commands.executeCommand(commandIds.showPanel);
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('HTTP Trace: {0}', shown),
      cancellable: true,
    },
    async (progress, token) => {
      const abort = new AbortController();
      const cancellation = token.onCancellationRequested(() => abort.abort());
      try {
        await context.controller.start({
          target,
          options,
          prompts: dialogPrompts(token),
          signal: abort.signal,
          progress: (message) => progress.report({ message }),
        });
      } finally {
        cancellation.dispose();
      }
    },
  );
}
