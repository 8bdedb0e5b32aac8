import * as vscode from 'vscode';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { decodeBody } from '../../core/exchange/decode-body.ts';
import { harDocument, harEntry } from '../../core/har/entry.ts';
import { exchangeLines } from '../../core/har/import.ts';
import type { Context } from '../context.ts';
import { savedTraceType } from '../panel/saved-traces.ts';
import type { TraceViewer } from '../panel/viewer.ts';
import { besideIn, viewerIn } from './actions.ts';

const { t } = vscode.l10n;

/** Writes the exchanges that the filter shows, as HAR or as NDJSON by the name of the file. */
export async function exportTrace(context: Context): Promise<void> {
  const viewer = viewerIn(context, undefined);
  const exchanges = viewer.shown();
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
    ? exchangeLines(exchanges.map((exchange) => ({ exchange, ...besideIn(viewer, exchange) })))
    : harText(context, viewer, exchanges);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
}

function harText(
  { version }: Context,
  viewer: TraceViewer,
  exchanges: readonly Exchange[],
): string {
  const entries = exchanges.map((each) => harEntry(each, decodeBody, besideIn(viewer, each)));
  return JSON.stringify(harDocument(entries, version));
}

/** Opens a file of exchanges in an editor of its own. */
export async function importTrace(): Promise<void> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      filters: { Traffic: ['har', 'ndjson', 'json'] },
      title: t('Open HAR or NDJSON file'),
    })) ?? [];
  if (uri) await vscode.commands.executeCommand('vscode.openWith', uri, savedTraceType);
}
