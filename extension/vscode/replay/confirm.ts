import * as vscode from 'vscode';
import type { ReplayParams } from '../../../remote-agent/protocol/replay.ts';
import { addressOf } from '../../core/exchange/traits.ts';
import { type Repeatable, replacedIn, withHeaders } from '../../core/replay/request.ts';
import { printable } from '../../core/text/printable.ts';

const { t } = vscode.l10n;

/** What is to become of a request: sent as this one, opened in an editor first, or nothing. */
export type Decision = ReplayParams | 'edit' | undefined;

/** Asks before real traffic is made, and for what of the request was replaced on the host. */
export async function decide(
  { params, lacks }: Repeatable,
  host: string,
  editing: boolean,
): Promise<Decision> {
  const replaced = replacedIn(params);
  const { method, target, to, proxied } = params;
  const question = t(
    'Send {0} to {1} from {2}?',
    printable(`${method} ${target}`, 120),
    printable(addressOf(to), 120),
    host,
  );
  const facts = [t('This is a real request: the application answers it as any other.')];
  if (proxied) {
    const whose = printable(addressOf(proxied.source), 120);
    facts.push(t('Its connection begins as that of {0}, by the PROXY protocol.', whose));
  }
  const lack = lackWords(lacks);
  if (lack) facts.push(lack);
  if (replaced.headers.length > 0) {
    const names = printable(replaced.headers.join(', '), 500);
    facts.push(
      t('Replaced on the host because they are secret, so not sent as they were: {0}.', names),
    );
  }
  if (replaced.target)
    facts.push(t('A secret in its target was replaced, and is sent as replaced.'));
  if (replaced.body) facts.push(t('A secret in its body was replaced, and is sent as replaced.'));
  const send = t('Send');
  const without = t('Send Without Them');
  const enter = t('Enter Them…');
  const edit = t('Edit First');
  const buttons = [
    ...(replaced.headers.length > 0 ? [without, enter] : [send]),
    ...(editing ? [] : [edit]),
  ];
  const modal = { modal: true, detail: facts.join('\n\n') };
  const chosen = await vscode.window.showWarningMessage(question, modal, ...buttons);
  if (chosen === edit) return 'edit';
  if (chosen === send) return params;
  if (chosen === without) return withHeaders(params, leftOut(replaced.headers));
  return chosen === enter ? await entered(params, replaced.headers) : undefined;
}

function leftOut(names: readonly string[]): ReadonlyMap<string, null> {
  return new Map(names.map((name) => [name, null]));
}

/** One after the other; an empty one is left out. They are kept nowhere. */
async function entered(
  params: ReplayParams,
  names: readonly string[],
): Promise<ReplayParams | undefined> {
  const values = new Map<string, string | null>();
  for (const name of names) {
    const value = await vscode.window.showInputBox({
      title: t('Value of {0}', printable(name, 80)),
      prompt: t('Sent once, and kept nowhere. Empty leaves it out.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (value === undefined) return undefined;
    values.set(name, value === '' ? null : value);
  }
  return withHeaders(params, values);
}

function lackWords(lacks: Repeatable['lacks']): string {
  switch (lacks) {
    case '':
      return '';
    case 'body-not-captured':
      return t('Its body was not captured: it is sent without one.');
    case 'body-cut':
      return t('Only the beginning of its body was captured, and is sent.');
    case 'body-too-long':
      return t('Its body is longer than what can be sent.');
  }
}
