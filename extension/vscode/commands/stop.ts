import * as vscode from 'vscode';
import type { HostState } from '../../../webview/protocol/state.ts';
import type { Context } from '../context.ts';
import { reportFailure } from '../notifications.ts';

const { t } = vscode.l10n;

/** Ends the trace of a host: of the only one, else of the given or chosen one. Says so when something may be left there. */
export async function stopTrace(context: Context, host: string | undefined): Promise<void> {
  const { controller } = context;
  const hosts = controller.busyHosts;
  const chosen = host ?? (hosts.length > 1 ? await choose(context, hosts) : hosts[0]);
  if (chosen === undefined) return;
  try {
    await vscode.window.withProgress({ location: { viewId: 'httpTrace.panel' } }, () =>
      controller.stop(chosen === allHosts ? undefined : chosen),
    );
  } catch (error) {
    await reportFailure(context.log, error);
  }
}

/** No host is called so. */
const allHosts = '';

async function choose(
  { controller }: Context,
  hosts: readonly string[],
): Promise<string | undefined> {
  const states = new Map(controller.states.map((state) => [state.host, state]));
  const items = [
    ...hosts.map((host) => ({ label: host, description: wordsOf(states.get(host)), host })),
    { label: t('All {0} hosts', hosts.length), description: '', host: allHosts },
  ];
  const options = { title: t('Stop HTTP trace'), placeHolder: t('Which host?') };
  return (await vscode.window.showQuickPick(items, options))?.host;
}

function wordsOf(state: HostState | undefined): string {
  if (state?.kind === 'tracing') return t('traced by {0}', state.design);
  return state?.kind === 'connecting' ? state.step : '';
}
