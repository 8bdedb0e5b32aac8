import * as vscode from 'vscode';
import { LOCAL } from '../../core/session/open-transport.ts';
import { type ConfiguredHost, listConfiguredHosts } from '../../core/ssh/configuration/hosts.ts';
import { targetProblem } from '../../core/ssh/target.ts';
import type { Context } from '../context.ts';
import { readSavedHosts } from '../settings.ts';

interface HostItem extends vscode.QuickPickItem {
  readonly host?: string;
  /** It is traced now. */
  readonly traced?: true;
}

const forgetButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('close'),
  tooltip: vscode.l10n.t('Remove from this list'),
};

/**
 * Asks which host `title` is to be done with; `undefined` when the person cancelled.
 * @param isTraced of which it is said that they are traced now
 */
export async function pickHost(
  context: Context,
  title: string,
  isTraced: (host: string) => boolean = () => false,
): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<HostItem>();
  const list = (hosts: readonly ConfiguredHost[]) => {
    const items = hostItems(context.recentHosts.list(), hosts).map((item) =>
      item.host !== undefined && isTraced(item.host) ? tracedItem(item) : item,
    );
    pick.items = items;
    // What Enter takes is no host whose trace would begin anew.
    const first = items.find(({ kind, traced }) => kind === undefined && !traced);
    if (first && items.some(({ traced }) => traced)) pick.activeItems = [first];
  };
  pick.title = title;
  pick.placeholder = vscode.l10n.t('Which Linux host?');
  pick.matchOnDescription = true;
  pick.busy = true;
  // "Another host…" alone would be what Enter takes a moment before the configured hosts are there.
  if (context.recentHosts.list().length > 0) list([]);
  const choice = new Promise<HostItem | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]));
    pick.onDidHide(() => resolve(undefined));
  });
  let configured: readonly ConfiguredHost[] = [];
  pick.onDidTriggerItemButton(async ({ item }) => {
    if (item.host === undefined) return;
    await context.recentHosts.forget(item.host);
    list(configured);
  });
  pick.show();
  const listing = listConfiguredHosts()
    .then((hosts) => {
      configured = hosts;
      list(hosts);
    })
    .catch((error: unknown) => {
      context.log.warn(`The ssh configuration was not read: ${error}`);
      list([]);
    })
    .finally(() => {
      pick.busy = false;
    });
  try {
    const item = await choice;
    return item && (item.host ?? (await askForHost(title)));
  } finally {
    await listing;
    pick.dispose();
  }
}

function hostItems(recent: readonly string[], configured: readonly ConfiguredHost[]): HostItem[] {
  const items: HostItem[] = [];
  const saved = readSavedHosts();
  if (saved.length > 0) items.push(separator(vscode.l10n.t('saved hosts')));
  for (const host of saved) items.push({ label: host, host });
  recent = recent.filter((host) => !saved.includes(host));
  if (recent.length > 0) items.push(separator(vscode.l10n.t('traced before')));
  for (const host of recent) items.push({ label: host, host, buttons: [forgetButton] });
  const others = configured.filter(({ name }) => !recent.includes(name));
  if (others.length > 0) items.push(separator(vscode.l10n.t('ssh configuration')));
  for (const host of others) {
    const place = placeOf(host);
    items.push({ label: host.name, host: host.name, ...(place && { description: place }) });
  }
  // In a remote window that is the remote machine, whose extension host this is.
  if (process.platform === 'linux' && !recent.includes(LOCAL)) {
    items.push(separator(''));
    items.push({
      label: `$(device-desktop) ${vscode.l10n.t('This machine')}`,
      description: vscode.l10n.t('without SSH'),
      host: LOCAL,
    });
  }
  if (items.length > 0) items.push(separator(''));
  items.push({ label: `$(add) ${vscode.l10n.t('Another host…')}`, alwaysShow: true });
  return items;
}

/** What the ssh configuration says of a host: `user@host:port`, as far as it does. */
function placeOf({ name, hostName, user, port }: ConfiguredHost): string {
  const place = port === undefined ? hostName : `${hostName ?? name}:${port}`;
  return [user, place].filter((part) => part !== undefined).join('@');
}

function tracedItem({ label, description, ...item }: HostItem): HostItem {
  const traced = vscode.l10n.t('traced now; choose it to trace it anew');
  const place = description === undefined ? traced : `${description} · ${traced}`;
  const name = label.replace(/^\$\([\w-]+\) /, '');
  return { ...item, label: `$(pulse) ${name}`, description: place, traced: true };
}

function separator(label: string): HostItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

async function askForHost(title: string): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('A Linux host that you reach over SSH'),
    placeHolder: 'user@host, user@host:port, user@host -p port',
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? undefined : targetProblem(value)),
  });
  return text?.trim() || undefined;
}
