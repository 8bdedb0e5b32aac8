import * as vscode from 'vscode';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { ReplayParams } from '../../../remote-agent/protocol/replay.ts';
import { decodeBody } from '../../core/exchange/decode-body.ts';
import { exchangeText } from '../../core/export/http-document.ts';
import { answered } from '../../core/replay/answered.ts';
import { DocumentError, parseDocument, requestDocument } from '../../core/replay/document.ts';
import { type Repeatable, repeatable, replacedIn } from '../../core/replay/request.ts';
import type { Context } from '../context.ts';
import { exchangeIn, nameOf } from '../exchange/actions.ts';
import { reportFailure } from '../notifications.ts';
import { decide } from './confirm.ts';
import { type Origin, originOf, sendingHost } from './host.ts';

const { t } = vscode.l10n;

/** Requests that are being edited, by the document's address. */
const edited = new Map<string, Pick<Request, 'exchange' | 'origin'>>();
const mostEdited = 50;

/** Sends the request of an exchange again from the host, and shows its answer beside the one it got. */
export async function replayExchange(context: Context, argument: unknown): Promise<void> {
  const asked = requestIn(context, argument);
  if (!asked) return;
  const host = await sendingHost(context, asked.origin);
  if (host === undefined) return;
  const decision = await decide(asked.request, host, false);
  if (decision === 'edit') await edit(asked);
  else if (decision) await send(context, host, asked.exchange, decision);
}

/** Opens the request of an exchange in an editor, from which {@link sendEdited} sends it. */
export async function editAndReplay(context: Context, argument: unknown): Promise<void> {
  const asked = requestIn(context, argument);
  if (asked) await edit(asked);
}

/** Sends the request that the active editor has. */
export async function sendEdited(context: Context): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const known = document && edited.get(document.uri.toString());
  if (!document || !known) {
    void vscode.window.showInformationMessage(
      t('Open a request first: “Edit and replay” in the context menu of an exchange.'),
    );
    return;
  }
  const host = await sendingHost(context, known.origin);
  if (host === undefined) return;
  try {
    const request = { params: parseDocument(document.getText()), lacks: '' } as const;
    const decision = await decide(request, host, true);
    if (decision && decision !== 'edit') await send(context, host, known.exchange, decision);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    void vscode.window.showErrorMessage(error.message);
  }
}

interface Request {
  readonly exchange: Exchange;
  readonly origin: Origin;
  readonly request: Repeatable;
}

function requestIn(context: Context, argument: unknown): Request | undefined {
  const exchange = exchangeIn(context, argument);
  const request = exchange && repeatable(exchange);
  if (exchange && request) {
    return { exchange, origin: originOf(context, argument, exchange.id), request };
  }
  if (exchange) {
    void vscode.window.showInformationMessage(
      t('The beginning of this request was not seen: it cannot be sent again.'),
    );
  }
  return undefined;
}

async function edit({ exchange, origin, request: { params, lacks } }: Request): Promise<void> {
  const { headers, target, body } = replacedIn(params);
  const hints = [t('To send it, run “HTTP Trace: Send request”. These lines are not sent.')];
  if (headers.length > 0 || target || body) {
    hints.push(t('Where it says [redacted], a secret was replaced on the host.'));
  }
  if (lacks !== '') hints.push(t('Its body is not here, or not whole.'));
  const uri = unusedUri();
  const document = await vscode.workspace.openTextDocument(uri);
  edited.set(document.uri.toString(), { exchange, origin });
  for (const [oldest] of edited) if (edited.size > mostEdited) edited.delete(oldest);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const text = requestDocument(params, hints);
  await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), text));
}

/** Of a document that does not come back from an earlier window: those are called by other times of the day. */
function unusedUri(): vscode.Uri {
  let number = Number(new Date().toTimeString().slice(0, 8).replaceAll(':', ''));
  const uri = () => vscode.Uri.from({ scheme: 'untitled', path: `request-${number}.http` });
  while (edited.has(uri().toString())) number += 1;
  return uri();
}

async function send(
  { controller, documents, log }: Context,
  host: string,
  exchange: Exchange,
  params: ReplayParams,
): Promise<void> {
  const title = t('Sending the request from {0}', host);
  try {
    const result = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title },
      () => controller.replay(host, params),
    );
    const now = answered(exchange, `${exchange.id}-again`, params, result);
    const document = (name: string, each: Exchange) =>
      documents.add(`${name}.http`, exchangeText(each, decodeBody));
    await vscode.commands.executeCommand(
      'vscode.diff',
      document(nameOf(exchange), exchange),
      document(nameOf(now), now),
      t('{0} ↔ sent again: {1}', nameOf(exchange), result.response.status),
    );
  } catch (error) {
    await reportFailure(log, error);
  }
}
