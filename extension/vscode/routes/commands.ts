import * as vscode from 'vscode';
import { behind } from '../../core/routes/behind.ts';
import { routeFilter } from '../../core/routes/route-filter.ts';
import { printable } from '../../core/text/printable.ts';
import type { ClientCall, Place, Route } from '../../route-server/protocol/route.ts';
import type { Context } from '../context.ts';
import { exchangeIn } from '../exchange/actions.ts';
import type { RouteBook } from './book.ts';
import { rangeOf } from './lenses.ts';
import { confidenceText, routeName } from './words.ts';

/** Goes to the handler of a route, or of an exchange: of the selected one unless one is given. */
export async function openHandler(context: Context, argument: unknown): Promise<void> {
  const { routes } = context;
  const { book } = routes;
  const given = fieldOf(argument, 'route');
  const exchange = given === undefined ? exchangeIn(context, argument) : undefined;
  if (given === undefined && !exchange) return;
  await routes.started();
  const found = exchange ? behind(book.traffic, exchange) : oneOf(book, given);
  const route = found.length > 1 ? await choose(found) : found[0];
  if (route) await open(route);
  else if (found.length === 0 && exchange) {
    const { method, target } = exchange.request;
    const name = printable(`${method} ${target}`, 120);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No route in this workspace is known for {0}.', name),
    );
  }
}

/** Filters the panel to the traffic of a route: of the one at the cursor unless one, or a method and a template, is given. */
export async function showRouteTraffic(
  { routes, panel }: Context,
  argument: unknown,
): Promise<void> {
  const { book } = routes;
  const method = fieldOf(argument, 'method');
  const template = fieldOf(argument, 'template');
  if (method !== undefined && template !== undefined) {
    await panel.showFiltered(routeFilter({ method, template }));
    return;
  }
  await routes.started();
  const given = typeof argument === 'string' ? argument : undefined;
  const item = given === undefined ? undefined : book.item(given);
  const found = item ? [] : routesAtCursor(book);
  const route = item ?? (found.length > 1 ? await choose(found) : found[0]);
  if (route) await panel.showFiltered(routeFilter(route));
  else if (found.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no route at the cursor.'));
  }
}

function oneOf(book: RouteBook, id: string | undefined): readonly Route[] {
  const route = id === undefined ? undefined : book.route(id);
  return route ? [route] : [];
}

/** Routes whose handler or declaration the cursor is in; of several around it the innermost. */
function routesAtCursor(book: RouteBook): readonly Route[] {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return [];
  const around = book
    .routesAt(editor.document.uri)
    .filter(({ place }) => rangeOf(place).contains(editor.selection.active));
  const lines = ({ place }: (typeof around)[number]) => place.endLine - place.line;
  const least = Math.min(...around.map(lines));
  return around.filter((one) => lines(one) === least).map(({ item }) => item);
}

async function choose<Item extends Route | ClientCall>(
  found: readonly Item[],
): Promise<Item | undefined> {
  const items = found.map((item) => ({
    label: printable(routeName(item), 200),
    description: `${vscode.workspace.asRelativePath(vscode.Uri.parse(placeOf(item).uri))}:${placeOf(item).line + 1}`,
    detail: 'handler' in item ? confidenceText(item, vscode.l10n.t) : item.library,
    item,
  }));
  const placeHolder = vscode.l10n.t('Several routes may be meant');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.item;
}

/** Where an item is gone to. */
function placeOf(item: Route | ClientCall): Place {
  return 'handler' in item ? item.handler : item.declared;
}

async function open(item: Route | ClientCall): Promise<void> {
  const place = placeOf(item);
  const { start } = rangeOf(place);
  await vscode.window.showTextDocument(vscode.Uri.parse(place.uri), {
    selection: new vscode.Range(start, start),
  });
}

/** Arguments come from links, key bindings and other extensions. */
function fieldOf(
  argument: unknown,
  name: 'route' | 'exchange' | 'method' | 'template',
): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const value = (argument as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
