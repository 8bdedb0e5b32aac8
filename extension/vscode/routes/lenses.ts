import * as vscode from 'vscode';
import { LensPace } from '../../core/routes/lens-pace.ts';
import type { Place, Route } from '../../route-server/protocol/route.ts';
import { commandIds } from '../commands/ids.ts';
import type { RouteBook } from './book.ts';
import { hoverCommand, hoverText } from './hover-text.ts';
import { lensText, routeName } from './words.ts';

/** What happened on each route, above the line that handles it. */
export class RouteLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changes.event;
  private readonly pace = new LensPace(() => this.changes.fire());

  constructor(private readonly book: RouteBook) {}

  refresh(): void {
    this.pace.changed();
  }

  dispose(): void {
    this.pace.dispose();
    this.changes.dispose();
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    this.pace.asked();
    if (!this.book.settings.codeLens || !this.book.hasTraffic) return [];
    const spots = this.book.spotsAt(uri).filter(({ lens }) => lens);
    return spots.map(({ item, place }) => {
      const { statistics, ambiguous } = this.book.trafficOf(item);
      const counted = lensText(statistics, ambiguous, vscode.l10n.t);
      const text = 'handler' in item ? counted : vscode.l10n.t('sent: {0}', counted);
      const several = spots.filter((one) => one.place.line === place.line);
      return new vscode.CodeLens(rangeOf(place), {
        title: several.length > 1 ? `${routeName(item)}: ${text}` : text,
        tooltip: routeName(item),
        command: commandIds.showRouteTraffic,
        arguments: [item.id],
      });
    });
  }
}

/** What the last exchanges of a route were, over its declaration or its handler's head. */
export class RouteHovers implements vscode.HoverProvider {
  constructor(private readonly book: RouteBook) {}

  provideHover({ uri }: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    if (!this.book.settings.hover || !this.book.hasTraffic) return undefined;
    const here = this.book.routesAt(uri).filter(({ place }) => place.line === position.line);
    if (here.length === 0) return undefined;
    return new vscode.Hover(here.map(({ item }) => this.textOf(item)));
  }

  private textOf(route: Route): vscode.MarkdownString {
    const { statistics } = this.book.trafficOf(route);
    const text = new vscode.MarkdownString(hoverText(route, statistics, Date.now(), vscode.l10n.t));
    text.isTrusted = { enabledCommands: [hoverCommand] };
    return text;
  }
}

export function rangeOf({ line, character, endLine, endCharacter }: Place): vscode.Range {
  return new vscode.Range(line, character, endLine, endCharacter);
}
