import * as vscode from 'vscode';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { FiledExchange } from '../../core/exchange/beside.ts';
import { decodeBody } from '../../core/exchange/decode-body.ts';
import { joined, writeWhole } from '../../core/har/whole-file.ts';
import { exchangeLines, harPieces } from '../../core/har/write.ts';
import { reasonOf } from '../../core/text/printable.ts';
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
  const items = filed(viewer, exchanges);
  const pieces = uri.path.endsWith('.ndjson')
    ? exchangeLines(items)
    : harPieces(items, decodeBody, context.version);
  const name = uri.path.split('/').pop() ?? '';
  const location = vscode.ProgressLocation.Window;
  try {
    await vscode.window.withProgress({ location, title: t('Writing {0}', name) }, () =>
      write(uri, pieces),
    );
  } catch (error) {
    void vscode.window.showErrorMessage(
      t('{0} could not be written, because {1}.', name, reasonOf(error)),
    );
  }
}

function* filed(viewer: TraceViewer, exchanges: readonly Exchange[]): Generator<FiledExchange> {
  for (const exchange of exchanges) yield { exchange, ...besideIn(viewer, exchange) };
}

/** Only files can be written piece by piece; elsewhere, VS Code takes all bytes at once. */
async function write(uri: vscode.Uri, pieces: Iterable<string>): Promise<void> {
  if (uri.scheme === 'file') await writeWhole(uri.fsPath, pieces);
  else await vscode.workspace.fs.writeFile(uri, await joined(pieces));
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
