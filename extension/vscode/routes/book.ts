import * as vscode from 'vscode';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { standsAbove } from '../../core/routes/stands-above.ts';
import type { RouteStatistics } from '../../core/routes/statistics.ts';
import { RouteTraffic } from '../../core/routes/traffic.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import type { ClientCall, Place, Route } from '../../route-server/protocol/route.ts';
import type { RouteClient } from './client.ts';
import { type RouteSettings, readRouteSettings } from './settings.ts';

/** A route or a call, and a line that it stands on. */
export interface Spot<Item = Route | ClientCall> {
  readonly item: Item;
  readonly place: Place;
  /** What happened is told above the line. */
  readonly lens: boolean;
  /** That requests failed is told on the line. */
  readonly failures: boolean;
}

/** Routes and their traffic together, as lenses, hovers, tree and commands ask for them. */
export class RouteBook implements vscode.Disposable {
  settings: RouteSettings = readRouteSettings();
  readonly traffic: RouteTraffic;
  private byId = new Map<string, Route>();
  private calls = new Map<string, ClientCall>();
  private byFile = new Map<string, Spot[]>();
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
        this.count();
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

  /** More than one host was traced. */
  get severalHosts(): boolean {
    return this.store.tracedHosts.length > 1;
  }

  /** A route, or a call. */
  item(id: string): Route | ClientCall | undefined {
    return this.byId.get(id) ?? this.calls.get(id);
  }

  route(id: string): Route | undefined {
    return this.byId.get(id);
  }

  /** The spots of a file: handlers, declarations whose handler is on another line, and calls. */
  spotsAt(uri: vscode.Uri): readonly Spot[] {
    return this.byFile.get(uri.toString()) ?? [];
  }

  routesAt(uri: vscode.Uri): readonly Spot<Route>[] {
    return this.spotsAt(uri).filter((spot): spot is Spot<Route> => 'handler' in spot.item);
  }

  trafficOf({ id }: Route | ClientCall): {
    statistics: RouteStatistics | undefined;
    ambiguous: boolean;
  } {
    const statistics = this.traffic.of(id);
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
      const close = standsAbove(declared, handler);
      this.put({ item: route, place: handler, lens: !close, failures: true });
      if (declared.uri !== handler.uri || declared.line !== handler.line)
        this.put({ item: route, place: declared, lens: true, failures: !close });
    }
    this.calls = new Map(this.client.calls.map((call) => [call.id, call]));
    for (const call of this.calls.values())
      this.put({ item: call, place: call.declared, lens: true, failures: false });
    this.count();
  }

  private count(): void {
    const { folders } = this.settings;
    this.traffic.setRoutes(this.routes, folders, [...this.calls.values()]);
  }

  private put(spot: Spot): void {
    const key = vscode.Uri.parse(spot.place.uri).toString();
    const list = this.byFile.get(key);
    if (list) list.push(spot);
    else this.byFile.set(key, [spot]);
  }
}
