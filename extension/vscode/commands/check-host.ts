import * as vscode from 'vscode';
import { checkHost } from '../../core/doctor/check-host.ts';
import { describeCheck, summary } from '../../core/doctor/describe.ts';
import { rememberingPrompts } from '../../core/session/remembered-answers.ts';
import { formatTarget } from '../../core/ssh/target.ts';
import type { Context } from '../context.ts';
import { pickHost } from '../hosts/picker.ts';
import { reportFailure } from '../notifications.ts';
import { withProgress } from '../progress.ts';
import { dialogPrompts } from '../prompts.ts';
import { readBtf, readTarget } from '../settings.ts';
import { describeStep } from '../steps.ts';

/** Asks for a host unless one is given, tries there what a trace builds upon, and shows what was found. */
export async function checkAndShow(context: Context, host: string | undefined): Promise<void> {
  const chosen = host ?? (await pickHost(context, vscode.l10n.t('Check host')));
  if (chosen === undefined) return;
  const { log, artefacts, reports } = context;
  try {
    const target = readTarget(chosen);
    const shown = formatTarget(target);
    const btf = readBtf();
    const found = await withProgress(
      vscode.l10n.t('HTTP Trace: checking {0}', shown),
      (progress, signal, token) =>
        checkHost(target, btf === undefined ? {} : { btf }, {
          prompts: rememberingPrompts(dialogPrompts(token), context.answers),
          listener: {
            step: (step) => {
              const words =
                step === 'starting' ? vscode.l10n.t('Trying what works') : describeStep(step);
              log.info(`${shown}: ${words}`);
              progress(words);
            },
            log: (line) => log.info(line),
          },
          artefacts,
          signal,
        }),
    );
    await context.recentHosts.remember(chosen);
    await reports.show(shown, describeCheck(shown, found));
    // It stays for as long as the person wants; nothing waits for it.
    void vscode.window.showInformationMessage(summary(shown, found));
  } catch (error) {
    await reportFailure(log, error);
  }
}
