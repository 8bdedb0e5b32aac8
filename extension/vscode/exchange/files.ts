import * as vscode from 'vscode';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { decodeBody } from '../../core/exchange/decode-body.ts';
import { harDocument, harEntry } from '../../core/har/entry.ts';
import { exchangeLines, ImportError, importExchanges, mostBytes } from '../../core/har/import.ts';
import type { Context } from '../context.ts';

const { t } = vscode.l10n;

/** Writes the exchanges that the filter shows, as HAR or as NDJSON by the name of the file. */
export async function exportTrace(context: Context): Promise<void> {
  const exchanges = context.panel.shown();
  if (exchanges.length === 0) {
    void vscode.window.showInformationMessage(t('There are no exchanges to export.'));
    return;
  }
  const uri = await vscode.window.showSaveDialog({
    filters: { HAR: ['har'], NDJSON: ['ndjson'] },
    title: t('Export {0} exchanges', exchanges.length),
  });
  if (!uri) return;
  const text = uri.path.endsWith('.ndjson')
    ? exchangeLines(exchanges)
    : harText(context, exchanges);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
}

function harText({ version, store }: Context, exchanges: readonly Exchange[]): string {
  const entries = exchanges.map((each) => harEntry(each, decodeBody, store.notes.get(each.id)));
  return JSON.stringify(harDocument(entries, version));
}

/** Shows the exchanges of a file in the panel, in place of those that are there. */
export async function importTrace({ store, controller, panel }: Context): Promise<void> {
  const { kind } = controller.state;
  if (kind === 'tracing' || kind === 'connecting' || kind === 'stopping') {
    const sentence = t('Stop the trace first: the exchanges of a file take the place of its own.');
    void vscode.window.showInformationMessage(sentence);
    return;
  }
  const [uri] =
    (await vscode.window.showOpenDialog({ filters: { Traffic: ['har', 'ndjson', 'json'] } })) ?? [];
  if (!uri) return;
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > mostBytes) throw new ImportError(`it is larger than ${mostBytes / 1_000_000} MB`);
    const exchanges = importExchanges(await vscode.workspace.fs.readFile(uri));
    store.clear();
    store.addExchanges(exchanges);
    panel.stateChanged();
    await vscode.commands.executeCommand('httpTrace.panel.focus');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const name = uri.path.split('/').pop() ?? '';
    void vscode.window.showErrorMessage(t('{0} cannot be opened, because {1}.', name, reason));
  }
}
