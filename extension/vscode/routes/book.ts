import * as vscode from 'vscode';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { RouteStatistics } from '../../core/routes/statistics.ts';
import { RouteTraffic } from '../../core/routes/traffic.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import type { Place, Route } from '../../route-server/protocol/route.ts';
import type { RouteClient } from './client.ts';
import { type RouteSettings, readRouteSettings } from './settings.ts';

/** Routes and their traffic together, as lenses, hovers, tree and commands ask for them. */
export class RouteBook implements vscode.Disposable {
  settings: RouteSettings = readRouteSettings();
  readonly traffic: RouteTraffic;
  private byId = new Map<string, Route>();
  private byFile = new Map<string, { readonly route: Route; readonly place: Place }[]>();
  private readonly subscriptions: vscode.Disposable[];

  /** @param counted is called when traffic was counted, `found` when other routes came */
  constructor(
    private readonly client: RouteClient,
    private readonly store: TraceStore,
    told: { counted(): void; found(): void },
  ) {
    this.traffic = new RouteTraffic(store, told.counted);
    this.subscriptions = [
      this.traffic,
      client.onDidChange(() => {
        this.sort();
        told.found();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('httpTrace.routes')) return;
        this.settings = readRouteSettings();
        this.traffic.setRoutes(this.routes, this.settings.folders);
        told.found();
      }),
    ];
  }

  get routes(): readonly Route[] {
    return [...this.byId.values()];
  }

  /** Something was traced since the window opened or the list was cleared. */
  get hasTraffic(): boolean {
    return this.store.total > 0;
  }

  route(id: string): Route | undefined {
    return this.byId.get(id);
  }

  /** Where lenses of a file stand: handlers, and declarations whose handler is elsewhere. */
  routesAt(uri: vscode.Uri): readonly { readonly route: Route; readonly place: Place }[] {
    return this.byFile.get(uri.toString()) ?? [];
  }

  trafficOf(route: Route): { statistics: RouteStatistics | undefined; ambiguous: boolean } {
    const statistics = this.traffic.of(route.id);
    return { statistics, ambiguous: (statistics?.ambiguous ?? 0) > 0 };
  }

  exchange(id: string): Exchange | undefined {
    const sequence = this.store.exchanges.sequenceOf(id);
    return sequence === undefined ? undefined : this.store.exchanges.get(sequence)?.exchange;
  }

  dispose(): void {
    for (const one of this.subscriptions) one.dispose();
  }

  private sort(): void {
    this.byId = new Map(this.client.routes.map((route) => [route.id, route]));
    this.byFile = new Map();
    for (const route of this.byId.values()) {
      const { declared, handler } = route;
      this.put(route, handler);
      if (declared.uri !== handler.uri || declared.line !== handler.line) this.put(route, declared);
    }
    this.traffic.setRoutes(this.routes, this.settings.folders);
  }

  private put(route: Route, place: Place): void {
    const key = vscode.Uri.parse(place.uri).toString();
    const list = this.byFile.get(key);
    if (list) list.push({ route, place });
    else this.byFile.set(key, [{ route, place }]);
  }
}
