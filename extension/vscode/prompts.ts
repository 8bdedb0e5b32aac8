import * as vscode from 'vscode';
import type { Prompts, SecretQuestion } from '../core/session/prompts.ts';

/** What the core asks, as VS Code's own dialogs. `token` closes an open box when the start is cancelled. */
export function dialogPrompts(token: vscode.CancellationToken): Prompts {
  return {
    async trustNewHostKey({ host, keyType, fingerprint }) {
      const trust = vscode.l10n.t('Trust and connect');
      const answer = await vscode.window.showWarningMessage(
        vscode.l10n.t('The host {0} is not known yet.', host),
        {
          modal: true,
          detail: vscode.l10n.t(
            'Its {0} key has the fingerprint\n{1}\n\nTrust it only if the host’s owner confirms this fingerprint. It is then recorded in your known_hosts file.',
            keyType,
            fingerprint,
          ),
        },
        trust,
      );
      return answer === undefined ? undefined : answer === trust;
    },
    password: (question) =>
      ask(token, {
        title: vscode.l10n.t('Password of {0}', question.destination),
        prompt: again(question, vscode.l10n.t('The password was not accepted.')),
        password: true,
      }),
    passphrase: (question) =>
      ask(token, {
        title: vscode.l10n.t('Passphrase of {0}', question.keyFile),
        prompt: again(question, vscode.l10n.t('The passphrase does not open the key.')),
        password: true,
      }),
    async keyboardInteractive({ destination, title, instructions, prompts }) {
      const answers: string[] = [];
      for (const { text, echo } of prompts) {
        const answer = await ask(token, {
          title: [destination, title].filter((part) => part !== '').join(': '),
          prompt: [instructions, text].filter((part) => part !== '').join(' '),
          password: !echo,
        });
        if (answer === undefined) return undefined;
        answers.push(answer);
      }
      return answers;
    },
  };
}

function again({ attempt, destination }: SecretQuestion, refused: string): string {
  return attempt > 1 ? refused : vscode.l10n.t('Needed to sign in to {0}', destination);
}

async function ask(
  token: vscode.CancellationToken,
  options: vscode.InputBoxOptions,
): Promise<string | undefined> {
  return vscode.window.showInputBox({ ...options, ignoreFocusOut: true }, token);
}
