import * as vscode from 'vscode';
import {
  type KeyboardInteractiveQuestion,
  maxTries,
  type Prompts,
  type SecretQuestion,
} from '../core/session/prompts.ts';

/** What the core asks, as VS Code's own dialogs. `token` closes an open box when the start is cancelled. */
export function dialogPrompts(token: vscode.CancellationToken): Prompts {
  return {
    async trustNewHostKey({ host, destination = host, keyType, fingerprint }) {
      const trust = vscode.l10n.t('Trust and connect');
      const answer = await vscode.window.showWarningMessage(
        vscode.l10n.t(
          'The host {0} is not known yet.',
          destination.endsWith(host) ? destination : `${destination}, ${host},`,
        ),
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
        prompt: again(question, wrongPassword(question)),
        password: true,
      }),
    passphrase: (question) =>
      ask(token, {
        title: vscode.l10n.t('Passphrase of {0}', question.keyFile),
        prompt: again(question, vscode.l10n.t('Wrong passphrase, {0}.', tryOf(question))),
        password: true,
      }),
    async uploadNode({ destination, version }) {
      const upload = vscode.l10n.t('Upload');
      const answer = await vscode.window.showWarningMessage(
        vscode.l10n.t('{0} has no Node.js, which the agent needs.', destination),
        {
          modal: true,
          detail: vscode.l10n.t(
            'Node.js {0} can be fetched on this machine with npm, and put into ~/.cache/http-trace there. “Remove from host” takes it away again.',
            version,
          ),
        },
        upload,
      );
      return answer === undefined ? undefined : answer === upload;
    },
    sudoPassword: (question) =>
      ask(token, {
        title: vscode.l10n.t('Password for sudo on {0}', question.destination),
        prompt:
          question.attempt > 1
            ? wrongPassword(question)
            : vscode.l10n.t(
                'sudo asks for it there; only the program that observes the kernel is started with it.',
              ),
        password: true,
      }),
    async keyboardInteractive(question) {
      const { destination, title, instructions, prompts, attempt } = question;
      const refused = attempt > 1 ? refusal(question) : '';
      const passwordAgain = refused !== '' && onlyForPassword(question);
      const answers: string[] = [];
      for (const { text, echo } of prompts) {
        const answer = await ask(token, {
          title: [vscode.l10n.t('Sign in to {0}', destination), title]
            .filter((part) => part !== '')
            .join(': '),
          prompt: [refused, instructions, passwordAgain ? '' : text.replace(/:?\s*$/, '')]
            .filter((part) => part !== '')
            .join(' '),
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

function wrongPassword(question: SecretQuestion): string {
  return vscode.l10n.t('Wrong password for {0}, {1}.', question.destination, tryOf(question));
}

/** Most servers' only question. */
function onlyForPassword({ prompts: [first, ...others] }: KeyboardInteractiveQuestion): boolean {
  return others.length === 0 && first?.echo === false && /password/i.test(first.text);
}

function refusal(question: KeyboardInteractiveQuestion): string {
  if (onlyForPassword(question)) return wrongPassword(question);
  return vscode.l10n.t(
    '{0} did not accept the answer, {1}.',
    question.destination,
    tryOf(question),
  );
}

function tryOf({ attempt, tries = maxTries }: SecretQuestion): string {
  return vscode.l10n.t('try {0} of {1}', attempt, tries);
}

async function ask(
  token: vscode.CancellationToken,
  options: vscode.InputBoxOptions,
): Promise<string | undefined> {
  return vscode.window.showInputBox({ ...options, ignoreFocusOut: true }, token);
}
