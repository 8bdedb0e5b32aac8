import * as vscode from 'vscode';
import { LOCAL } from '../../core/session/open-transport.ts';
import { type ConfiguredHost, listConfiguredHosts } from '../../core/ssh/configuration/hosts.ts';
import type { Context } from '../context.ts';
import { readSavedHosts } from '../settings.ts';
import { targetProblem } from './target.ts';

interface HostItem extends vscode.QuickPickItem {
  readonly host?: string;
  readonly remembered?: boolean;
}

const forgetButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('close'),
  tooltip: vscode.l10n.t('Remove from this list'),
};

/** Asks which host `title` is to be done with; `undefined` when the person cancelled. */
export async function pickHost(context: Context, title: string): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<HostItem>();
  pick.title = title;
  pick.placeholder = vscode.l10n.t('Which Linux host?');
  pick.matchOnDescription = true;
  pick.busy = true;
  // "Another host…" alone would be what Enter takes a moment before the configured hosts are there.
  const recent = context.recentHosts.list();
  if (recent.length > 0) pick.items = hostItems(recent, []);
  const choice = new Promise<HostItem | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]));
    pick.onDidHide(() => resolve(undefined));
  });
  let configured: readonly ConfiguredHost[] = [];
  pick.onDidTriggerItemButton(async ({ item }) => {
    if (item.host === undefined) return;
    await context.recentHosts.forget(item.host);
    pick.items = hostItems(context.recentHosts.list(), configured);
  });
  pick.show();
  const listing = listConfiguredHosts()
    .then((hosts) => {
      configured = hosts;
      pick.items = hostItems(context.recentHosts.list(), hosts);
    })
    .catch((error: unknown) => {
      context.log.warn(`The ssh configuration was not read: ${error}`);
      pick.items = hostItems(context.recentHosts.list(), []);
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
  for (const { name, hostName, user } of others) {
    const place = [user, hostName].filter((part) => part !== undefined).join('@');
    items.push({ label: name, host: name, ...(place !== '' && { description: place }) });
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
