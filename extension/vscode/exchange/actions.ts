import * as vscode from 'vscode';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { Beside } from '../../core/exchange/beside.ts';
import { decodeBody } from '../../core/exchange/decode-body.ts';
import { typeOf } from '../../core/exchange/traits.ts';
import { readableBody } from '../../core/export/body.ts';
import { type CopyFormat, copyAs } from '../../core/export/copy.ts';
import { exchangeText } from '../../core/export/http-document.ts';
import type { Context } from '../context.ts';
import type { TraceViewer } from '../panel/viewer.ts';

const { t } = vscode.l10n;

/** What the context menu of a row tells, else the exchange that the panel shows; says so where there is none. */
export function exchangeIn(context: Context, argument: unknown): Exchange | undefined {
  const { exchange: told } = (argument ?? {}) as { readonly exchange?: unknown };
  const viewer = viewerIn(context, argument);
  const id = typeof told === 'string' ? told : viewer.selected;
  const held = id === undefined ? undefined : viewer.store.whole(id);
  if (!held)
    void vscode.window.showInformationMessage(
      t('Select an exchange in the HTTP Trace panel first.'),
    );
  return held?.exchange;
}

/** What is known of an exchange beside itself. */
export function besideIn({ store }: TraceViewer, { id }: Exchange): Beside {
  return { note: store.notes.get(id) ?? '', tracedHost: store.hostOf(id) };
}

/** Where a context menu was opened; else the one of panel and active saved trace that was used last. */
export function viewerIn({ panel, saved }: Context, argument: unknown): TraceViewer {
  const { savedTrace, exchange } = (argument ?? {}) as Readonly<Record<string, unknown>>;
  const other = saved.viewer(savedTrace);
  if (savedTrace !== undefined) return other ?? panel;
  // The panel's own menus tell of an exchange and of no saved trace.
  return exchange === undefined && other && other.usedAt >= panel.usedAt ? other : panel;
}

export async function copyExchange(
  context: Context,
  argument: unknown,
  format: CopyFormat,
): Promise<void> {
  const exchange = exchangeIn(context, argument);
  if (!exchange) return;
  const beside = besideIn(viewerIn(context, argument), exchange);
  await vscode.env.clipboard.writeText(copyAs(format, exchange, decodeBody, beside));
  vscode.window.setStatusBarMessage(t('Copied.'), 2000);
}

/** The body of the response, unless that of the request is asked for. */
export async function openBodyOf(context: Context, argument: unknown): Promise<void> {
  const exchange = exchangeIn(context, argument);
  if (!exchange) return;
  const { message: told } = (argument ?? {}) as { readonly message?: unknown };
  const side = told === 'request' || exchange.response === null ? 'request' : 'response';
  const body = readableBody(exchange[side] ?? exchange.request, decodeBody);
  if (body.kind === 'none') {
    void vscode.window.showInformationMessage(t('Nothing of this body was captured.'));
    return;
  }
  const type = typeOf(side === 'request' ? { ...exchange, response: null } : exchange);
  const [text, language] =
    body.kind === 'text' ? [body.text, languageOf(type)] : [hex(body.base64), 'plaintext'];
  await context.documents.open(`${nameOf(exchange)} ${side}`, text, language);
}

/** The first of two to compare is remembered until the second one is chosen. */
let first: { readonly name: string; readonly uri: vscode.Uri } | undefined;

export function selectForCompare(context: Context, argument: unknown): void {
  const exchange = exchangeIn(context, argument);
  if (!exchange) return;
  first = documentOf(context, exchange);
  void vscode.commands.executeCommand('setContext', 'httpTrace.comparing', true);
  vscode.window.setStatusBarMessage(t('Now choose the exchange to compare it with.'), 4000);
}

export async function compareWithSelected(context: Context, argument: unknown): Promise<void> {
  const exchange = exchangeIn(context, argument);
  if (!exchange || !first) return;
  const second = documentOf(context, exchange);
  const title = `${first.name} ↔ ${second.name}`;
  await vscode.commands.executeCommand('vscode.diff', first.uri, second.uri, title);
}

export async function noteExchange(context: Context, argument: unknown): Promise<void> {
  const exchange = exchangeIn(context, argument);
  if (!exchange) return;
  const { store } = viewerIn(context, argument);
  const note = await vscode.window.showInputBox({
    title: t('Note'),
    prompt: t('What is worth knowing of this exchange? Empty takes the note away.'),
    value: store.notes.get(exchange.id) ?? '',
  });
  if (note !== undefined) store.setNote(exchange.id, note.trim());
}

function documentOf({ documents }: Context, exchange: Exchange) {
  const name = nameOf(exchange);
  return { name, uri: documents.add(`${name}.http`, exchangeText(exchange, decodeBody)) };
}

/** What an exchange is called in the title of a document. */
export function nameOf({ id, request }: Exchange): string {
  return `${request.method} ${request.target.slice(0, 40)} ${id}`.replaceAll(/[^\x20-\x7e]/g, ' ');
}

function languageOf(type: string): string {
  if (/\bjson$/.test(type)) return 'json';
  if (/\b(html|xml|css|javascript)$/.test(type)) return type.replace(/^.*\b/, '');
  return 'plaintext';
}

function hex(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 32) {
    lines.push(`${at.toString(16).padStart(8, '0')}  ${bytes.toString('hex', at, at + 32)}`);
  }
  return lines.join('\n');
}
