import * as vscode from 'vscode';
import { rememberingPrompts } from '../../core/session/remembered-answers.ts';
import { removeTraceFiles } from '../../core/session/remove.ts';
import { formatTarget } from '../../core/ssh/target.ts';
import type { Context } from '../context.ts';
import { pickHost } from '../hosts/picker.ts';
import { reportFailure } from '../notifications.ts';
import { withProgress } from '../progress.ts';
import { dialogPrompts } from '../prompts.ts';
import { readTarget } from '../settings.ts';
import { describeStep } from '../steps.ts';

/** Asks for a host unless one is given, shows what traces left there, and removes it once the person agrees. */
export async function removeAndTell(context: Context, host: string | undefined): Promise<void> {
  const chosen = host ?? (await pickHost(context, vscode.l10n.t('Remove from host')));
  if (chosen === undefined) return;
  const { log } = context;
  try {
    const target = readTarget(chosen);
    const shown = formatTarget(target);
    const removed = await withProgress(
      vscode.l10n.t('HTTP Trace: removing from {0}', shown),
      (progress, signal, token) =>
        removeTraceFiles(target, {
          prompts: rememberingPrompts(dialogPrompts(token), context.answers),
          listener: {
            step: (step) => progress(describeStep(step)),
            log: (line) => log.info(line),
          },
          signal,
          async confirm(left) {
            if (left.length === 0) return false;
            const remove = vscode.l10n.t('Remove');
            const list = left.map(({ path, kib }) => `${path} (${kib} KiB)`).join('\n');
            const answer = await vscode.window.showWarningMessage(
              vscode.l10n.t('Remove everything that HTTP Trace put on {0}?', shown),
              { modal: true, detail: list },
              remove,
            );
            if (answer !== remove) throw new vscode.CancellationError();
            return true;
          },
        }),
    );
    const words = removed
      ? vscode.l10n.t('Nothing of HTTP Trace is left on {0}.', shown)
      : vscode.l10n.t('There was nothing of HTTP Trace on {0}.', shown);
    void vscode.window.showInformationMessage(words);
  } catch (error) {
    if (!(error instanceof vscode.CancellationError)) await reportFailure(log, error);
  }
}
