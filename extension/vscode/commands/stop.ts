import * as vscode from 'vscode';
import type { Context } from '../context.ts';
import { reportFailure } from '../notifications.ts';

/** Ends the trace; says so when something may be left on the host. */
export async function stopTrace(context: Context): Promise<void> {
  try {
    await vscode.window.withProgress({ location: { viewId: 'httpTrace.panel' } }, () =>
      context.controller.stop(),
    );
  } catch (error) {
    await reportFailure(context.log, error);
  }
}
