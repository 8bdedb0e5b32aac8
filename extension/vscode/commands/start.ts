import * as vscode from 'vscode';
import { rememberingPrompts } from '../../core/session/remembered-answers.ts';
import { SessionError, type StartOptions } from '../../core/session/session.ts';
import { formatTarget } from '../../core/ssh/target.ts';
import type { Context } from '../context.ts';
import { pickHost } from '../hosts/picker.ts';
import { reportFailure } from '../notifications.ts';
import { withProgress } from '../progress.ts';
import { dialogPrompts } from '../prompts.ts';
import { readTarget } from '../settings.ts';
import { commandIds } from './ids.ts';

/** Asks for a host unless one is given, and traces it. Every failure ends in one notification. */
export async function startTrace(
  context: Context,
  host: string | undefined,
  readOptions: () => StartOptions,
): Promise<void> {
  const chosen =
    host ?? (await pickHost(context, vscode.l10n.t('Start HTTP trace'), isTraced(context)));
  if (chosen === undefined) return;
  try {
    await connect(context, chosen, readOptions());
    await context.recentHosts.remember(chosen);
    // It waits for the person; nothing waits for it.
    void offerToKeep(context);
  } catch (error) {
    await reportFailure(context.log, error);
  }
}

/** Whether a host of the list is traced already: to choose it is to trace it anew. */
function isTraced({ controller }: Context): (host: string) => boolean {
  return (host) => {
    try {
      return controller.busyHosts.includes(formatTarget(readTarget(host)));
    } catch (error) {
      if (error instanceof SessionError) return false;
      throw error;
    }
  };
}

async function connect(context: Context, host: string, options: StartOptions): Promise<void> {
  const target = readTarget(host);
  const shown = formatTarget(target);
  context.panel.pause(false);
  await vscode.commands.executeCommand(commandIds.showPanel);
  await withProgress(vscode.l10n.t('HTTP Trace: {0}', shown), (progress, signal, token) =>
    context.controller.start({
      target,
      options,
      prompts: rememberingPrompts(dialogPrompts(token), context.answers),
      signal,
      progress,
    }),
  );
}

/** What was typed is right, as it opened something: whether to keep it is the person's to say. */
async function offerToKeep({ answers }: Context): Promise<void> {
  await answers.offer(async () => {
    const keep = vscode.l10n.t('Keep');
    const words = vscode.l10n.t(
      'Keep the passwords that you typed in VS Code’s secret storage, so that they are not asked for again?',
    );
    return (await vscode.window.showInformationMessage(words, keep)) === keep;
  });
}
