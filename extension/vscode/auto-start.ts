import * as vscode from 'vscode';
import { commandIds } from './commands/ids.ts';

/** Traces the host of the setting `httpTrace.autoStart`, if it names one. The setting is the machine's alone. */
export async function startAutomatically(): Promise<void> {
  const host = vscode.workspace.getConfiguration('httpTrace').get<unknown>('autoStart');
  if (typeof host !== 'string' || host.trim() === '') return;
  await vscode.commands.executeCommand(commandIds.start, host.trim());
}
