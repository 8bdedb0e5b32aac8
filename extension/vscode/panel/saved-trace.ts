import * as vscode from 'vscode';
import { ImportError, importExchanges, mostBytes } from '../../core/har/import.ts';
import { takeIn } from '../../core/har/take-in.ts';
import { TraceStore } from '../../core/store/trace-store.ts';
import { readLimits } from '../settings.ts';

/** A file of exchanges: what it holds, or why it cannot be read. */
export class SavedTrace implements vscode.CustomDocument {
  readonly store = new TraceStore(readLimits());
  /** A sentence; empty where it was read. */
  problem = '';

  private constructor(readonly uri: vscode.Uri) {}

  static async open(uri: vscode.Uri): Promise<SavedTrace> {
    const trace = new SavedTrace(uri);
    try {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > mostBytes) throw new ImportError(`it is larger than ${mostBytes / 1_000_000} MB`);
      takeIn(trace.store, importExchanges(await vscode.workspace.fs.readFile(uri)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      trace.problem = vscode.l10n.t('{0} cannot be opened, because {1}.', trace.name, reason);
    }
    return trace;
  }

  get name(): string {
    return this.uri.path.split('/').pop() ?? '';
  }

  dispose(): void {
    this.store.dispose();
  }
}
