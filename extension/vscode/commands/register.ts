import * as vscode from 'vscode';
import type { Context } from '../context.ts';
import {
  compareWithSelected,
  copyExchange,
  noteExchange,
  openBodyOf,
  selectForCompare,
} from '../exchange/actions.ts';
import { exportTrace, importTrace } from '../exchange/files.ts';
import { panelViewId } from '../panel/view.ts';
import { editAndReplay, replayExchange, sendEdited } from '../replay/commands.ts';
import { openHandler, showRouteTraffic } from '../routes/commands.ts';
import { readStartOptions } from '../settings.ts';
import { checkAndShow } from './check-host.ts';
import { type CommandName, commandIds } from './ids.ts';
import { removeAndTell } from './remove-from-host.ts';
import { startTrace } from './start.ts';
import { stopTrace } from './stop.ts';

type Command = (context: Context, argument: unknown) => Promise<void> | void;

const commands: Record<CommandName, Command> = {
  start: (context, argument) => startTrace(context, hostIn(argument), readStartOptions),
  startWithSecrets: (context, argument) =>
    startTrace(context, hostIn(argument), () => ({ ...readStartOptions(), redact: false })),
  checkHost: (context, argument) => checkAndShow(context, hostIn(argument)),
  removeFromHost: (context, argument) => removeAndTell(context, hostIn(argument)),
  forgetPasswords: async ({ answers }) => {
    await answers.forgetAll();
    void vscode.window.showInformationMessage(vscode.l10n.t('No password is kept any more.'));
  },
  stop: (context, argument) => stopTrace(context, hostIn(argument)),
  showPanel: async () => {
    await vscode.commands.executeCommand(`${panelViewId}.focus`);
  },
  showLog: ({ log }) => log.show(),
  pause: ({ panel }) => panel.pause(true),
  resume: ({ panel }) => panel.pause(false),
  clear: ({ store }) => store.clear(),
  copyAsCurl: (context, argument) => copyExchange(context, argument, 'curl'),
  copyAsFetch: (context, argument) => copyExchange(context, argument, 'fetch'),
  copyAsHttpie: (context, argument) => copyExchange(context, argument, 'httpie'),
  copyUrl: (context, argument) => copyExchange(context, argument, 'url'),
  copyAsHar: (context, argument) => copyExchange(context, argument, 'har'),
  copyAsMarkdown: (context, argument) => copyExchange(context, argument, 'markdown'),
  openBody: openBodyOf,
  selectForCompare,
  compareWithSelected,
  note: noteExchange,
  replay: replayExchange,
  editAndReplay,
  sendRequest: sendEdited,
  export: exportTrace,
  import: importTrace,
  openHandler,
  showRouteTraffic,
  refreshRoutes: ({ routes }) => routes.refresh(),
};

/** Commands can be run with a host, from key bindings and by other extensions. */
function hostIn(argument: unknown): string | undefined {
  return typeof argument === 'string' ? argument : undefined;
}

/** Registers every command of package.json. */
export function registerCommands(context: Context): vscode.Disposable {
  const names = Object.keys(commandIds) as CommandName[];
  return vscode.Disposable.from(
    ...names.map((name) =>
      vscode.commands.registerCommand(commandIds[name], (argument: unknown) =>
        commands[name](context, argument),
      ),
    ),
  );
}
