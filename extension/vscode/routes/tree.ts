import * as vscode from 'vscode';
import type { UnmatchedPath } from '../../core/routes/unmatched.ts';
import { printable } from '../../core/text/printable.ts';
import type { Route } from '../../route-server/protocol/route.ts';
import { commandIds } from '../commands/ids.ts';
import type { RouteBook } from './book.ts';
import { confidenceText, lensText, routeName } from './words.ts';

type Group = 'hit' | 'never' | 'without';
type Item =
  | { readonly group: Group; readonly count: number }
  | { readonly route: Route }
  | { readonly path: UnmatchedPath }
  /** What is not listed, in words. */
  | { readonly rest: string };

/** Rows of one list; beyond that nobody reads. */
const maxRows = 1000;

/** The routes view: those with traffic, those without, and traffic that no route is known for. */
export class RouteTree implements vscode.TreeDataProvider<Item> {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly book: RouteBook) {}

  refresh(): void {
    this.changes.fire(undefined);
  }

  getChildren(item?: Item): Item[] {
    const { traffic } = this.book;
    const routes = traffic.listed;
    const never = traffic.neverHit;
    if (!item) {
      const without = traffic.withoutRoute.length;
      const groups: Item[] = [
        { group: 'hit', count: routes.length - never.length },
        { group: 'never', count: never.length },
        { group: 'without', count: without },
      ];
      return routes.length + without === 0 ? [] : groups;
    }
    if (!('group' in item)) return [];
    if (item.group === 'without') return this.pathItems();
    const unhit = new Set(never);
    const listed = routes
      .filter((route) => unhit.has(route) === (item.group === 'never'))
      .sort((a, b) => a.template.localeCompare(b.template) || a.method.localeCompare(b.method));
    const items = listed.slice(0, maxRows).map((route) => ({ route }));
    const left = listed.length - items.length;
    return left === 0 ? items : [...items, { rest: vscode.l10n.t('{0} more routes', left) }];
  }

  private pathItems(): Item[] {
    const { withoutRoute, withoutRouteDropped } = this.book.traffic;
    const items = withoutRoute.map((path) => ({ path }));
    if (withoutRouteDropped === 0) return items;
    const count = withoutRouteDropped.toLocaleString('en');
    return [...items, { rest: vscode.l10n.t('{0} requests to other paths', count) }];
  }

  getTreeItem(item: Item): vscode.TreeItem {
    if ('group' in item) return groupItem(item.group, item.count);
    if ('rest' in item) return new vscode.TreeItem(item.rest);
    return 'route' in item
      ? this.routeItem(item.route)
      : pathItem(item.path, this.book.severalHosts);
  }

  private routeItem(route: Route): vscode.TreeItem {
    const row = new vscode.TreeItem(printable(routeName(route), 300));
    const { statistics, ambiguous } = this.book.trafficOf(route);
    row.id = route.id;
    row.description = [...folderOf(route), lensText(statistics, ambiguous, vscode.l10n.t)].join(
      ' · ',
    );
    row.tooltip = printable(confidenceText(route, vscode.l10n.t));
    const failed = (statistics?.errors ?? 0) > 0;
    row.iconPath = new vscode.ThemeIcon(failed ? 'warning' : 'symbol-method');
    row.contextValue = 'route';
    const title = vscode.l10n.t('Open the handler');
    row.command = { title, command: commandIds.openHandler, arguments: [{ route: route.id }] };
    return row;
  }
}

/** In a workspace of several folders, which of them a route is in. */
function folderOf({ declared }: Route): readonly string[] {
  if ((vscode.workspace.workspaceFolders?.length ?? 0) < 2) return [];
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(declared.uri));
  return folder ? [printable(folder.name, 60)] : [];
}

function groupItem(group: Group, count: number): vscode.TreeItem {
  const labels: Record<Group, string> = {
    hit: vscode.l10n.t('Routes with traffic'),
    never: vscode.l10n.t('Routes never hit'),
    without: vscode.l10n.t('Traffic without a route'),
  };
  const state = vscode.TreeItemCollapsibleState;
  const row = new vscode.TreeItem(
    labels[group],
    group === 'hit' ? state.Expanded : state.Collapsed,
  );
  row.id = group;
  row.description = count.toLocaleString('en');
  return row;
}

function pathItem(unmatched: UnmatchedPath, withHost: boolean): vscode.TreeItem {
  const { method, path, process, requests, tracedHost } = unmatched;
  const row = new vscode.TreeItem(printable(`${method} ${path}`, 300));
  const where = withHost ? [printable(tracedHost, 60)] : [];
  row.description = [requests.toLocaleString('en'), printable(process, 40), ...where].join(' · ');
  row.iconPath = new vscode.ThemeIcon('question');
  const title = vscode.l10n.t('Show in the panel');
  const asRoute = { method, template: path };
  row.command = { title, command: commandIds.showRouteTraffic, arguments: [asRoute] };
  return row;
}
