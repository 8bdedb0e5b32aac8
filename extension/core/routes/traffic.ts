import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { ClientCall, Route } from '../../route-server/protocol/route.ts';
import { pathOf } from '../filter/conditions.ts';
import type { TraceStore } from '../store/trace-store.ts';
import { RouteMatcher } from './matcher.ts';
import { type FolderMapping, fitting, languageOf, mayAnswer } from './process-fit.ts';
import { RouteStatistics } from './statistics.ts';
import { Unmatched } from './unmatched.ts';

/** Milliseconds of counting between two turns of the event loop. */
const slice = 8;
/** Exchanges that wait for their response. */
const maxOpen = 10_000;
/** Exchanges looked at between two looks at the clock. */
const block = 256;

/**
 * What traffic each route has: counts every exchange of the store once, when it has its response. After other routes
 * came, the exchanges that are held are counted anew. Knows nothing of VS Code.
 */
export class RouteTraffic {
  private matcher = new RouteMatcher<Route>([]);
  private callMatcher = new RouteMatcher<ClientCall>([]);
  private calls: readonly ClientCall[] = [];
  private routes: readonly Route[] = [];
  private signature = '';
  private mapping: FolderMapping = {};
  private readonly statistics = new Map<string, RouteStatistics>();
  private readonly unmatched = new Unmatched();
  /** Exchanges without a response that may get one. */
  private readonly open = new Set<number>();
  private next: number;
  private turn: NodeJS.Immediate | undefined;
  private readonly listening: { dispose(): void };

  /** @param changed is called as often as something was counted */
  constructor(
    private readonly store: TraceStore,
    private readonly changed: () => void,
  ) {
    this.next = store.exchanges.first;
    this.listening = store.listen({
      changed: () => this.work(),
      replaced: (sequence) => {
        if (this.open.has(sequence)) this.count(sequence);
      },
      cleared: () => this.restart(),
    });
  }

  /** The routes that are answered, and the requests that are made, are these now. */
  setRoutes(
    routes: readonly Route[],
    mapping: FolderMapping = {},
    calls: readonly ClientCall[] = [],
  ): void {
    this.routes = routes;
    this.calls = calls;
    this.matcher = new RouteMatcher(routes);
    this.callMatcher = new RouteMatcher(calls);
    this.mapping = mapping;
    const names = [...routes, ...calls].map(({ id, language }) => [id, language]);
    const signature = JSON.stringify([mapping, names]);
    if (signature === this.signature) return;
    this.signature = signature;
    this.restart();
  }

  /** @param id of a route, or of a call */
  of(id: string): RouteStatistics | undefined {
    return this.statistics.get(id);
  }

  /** Requests that have no route, and routes that have had no request. */
  get withoutRoute() {
    return this.unmatched.list();
  }

  /** Requests without a route that are not in the list any more. */
  get withoutRouteDropped(): number {
    return this.unmatched.dropped;
  }

  /** All routes, whether they have had requests or not. */
  get known(): readonly Route[] {
    return this.routes;
  }

  /**
   * The routes to list. Of the paths that one handler may have, where it cannot be told which holds, those that had no
   * requests are left out once another one had.
   */
  get listed(): readonly Route[] {
    const isHit = ({ id }: Route) => this.statistics.has(id);
    const hit = new Set(this.routes.filter(isHit).map(siblings));
    return this.routes.filter(
      (route) => isHit(route) || route.confidence === 'high' || !hit.has(siblings(route)),
    );
  }

  get neverHit(): readonly Route[] {
    return this.listed.filter(({ id }) => !this.statistics.has(id));
  }

  /** Resolves when all exchanges that are held now were counted. */
  async counted(): Promise<void> {
    const { end } = this.store.exchanges;
    while (this.next < end && this.routes.length + this.calls.length > 0) {
      this.work();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The routes that may have answered; several where it cannot be told which. */
  routesOf(exchange: Exchange): readonly Route[] {
    const { side, request, process, peer } = exchange;
    const server = side === 'server' ? process : peer.process;
    const hits = this.matcher.match(request.method, pathOf(request.target));
    const { port } = side === 'server' ? exchange.local : exchange.remote;
    return server ? fitting(hits, server, this.mapping, port) : hits;
  }

  /** The calls that may have made a request; several where it cannot be told which. */
  callsOf(exchange: Exchange): readonly ClientCall[] {
    const { side, request, process, peer } = exchange;
    const client = side === 'client' ? process : peer.process;
    if (!client || this.calls.length === 0) return [];
    const hits = this.callMatcher.match(request.method, pathOf(request.target));
    // A client's own port says nothing.
    return fitting(hits, client, this.mapping, 0);
  }

  dispose(): void {
    clearImmediate(this.turn);
    this.turn = undefined;
    this.listening.dispose();
  }

  private restart(): void {
    this.statistics.clear();
    this.unmatched.clear();
    this.open.clear();
    this.next = this.store.exchanges.first;
    this.work();
    this.changed();
  }

  private work(): void {
    if (this.turn || this.routes.length + this.calls.length === 0) return;
    const { exchanges } = this.store;
    const deadline = performance.now() + slice;
    this.next = Math.max(this.next, exchanges.first);
    const before = this.next;
    while (this.next < exchanges.end) {
      const end = Math.min(exchanges.end, this.next + block);
      for (; this.next < end; this.next += 1) this.count(this.next);
      if (performance.now() > deadline) break;
    }
    if (this.next > before) this.changed();
    if (this.next < exchanges.end) {
      this.turn = setImmediate(() => {
        this.turn = undefined;
        this.work();
      });
    }
  }

  private count(sequence: number): void {
    const exchange = this.store.exchanges.get(sequence)?.exchange;
    if (!exchange) return;
    if (!exchange.response && exchange.completeness.state === 'pending') {
      this.open.add(sequence);
      if (this.open.size > maxOpen) this.forgetOpen();
      return;
    }
    this.open.delete(sequence);
    this.add(exchange, this.callsOf(exchange));
    if (exchange.side !== 'server') return;
    const routes = this.routesOf(exchange);
    this.add(exchange, routes);
    if (routes.length === 0 && wasSeen(exchange) && this.isOurs(exchange)) {
      const host = this.store.hostOf(exchange.id);
      this.unmatched.add(exchange, pathOf(exchange.request.target), host);
    }
  }

  private add(exchange: Exchange, to: readonly { readonly id: string }[]): void {
    const timeMs = this.store.hereMs(exchange.id, exchange.timing.startMs);
    for (const { id } of to) {
      const known = this.statistics.get(id) ?? new RouteStatistics();
      this.statistics.set(id, known);
      known.add(exchange, to.length === 1, this.store.hostOf(exchange.id), timeMs);
    }
  }

  /** Those that the store let go get no response any more. */
  private forgetOpen(): void {
    for (const sequence of this.open) {
      if (sequence < this.store.exchanges.first || this.open.size > maxOpen) {
        this.open.delete(sequence);
      }
    }
  }

  /** Whether the process could have routes of the workspace. */
  private isOurs({ process }: Exchange): boolean {
    if (!mayAnswer(process)) return false;
    const language = languageOf(process);
    return language === null || this.routes.some((route) => route.language === language);
  }
}

/** What was asked is not known of a request from before the trace, whose answer alone was seen. */
function wasSeen({ request }: Exchange): boolean {
  return request.method !== '' && request.target !== '';
}

/** The same for all paths that one declaration may have. */
function siblings({ method, declared: { uri, line, character } }: Route): string {
  return `${method} ${line}:${character} ${uri}`;
}
