import type { SourceFacts } from '../facts/facts.ts';
import type { Declaration, Framework } from '../frameworks/framework.ts';
import { joinPaths, type Prefix } from '../frameworks/paths.ts';
import { normalise } from '../frameworks/template.ts';
import type { Confidence, Place, Route } from '../protocol/route.ts';
import type { Applications } from './applications.ts';
import type { Router } from './router.ts';

/** A route before it is known where its router is mounted. */
export interface Found {
  /** What it is a route of: of a router, or by itself. */
  readonly by: Router | Declaration;
  readonly framework: Framework;
  readonly facts: SourceFacts;
  readonly method: string;
  readonly template: Prefix;
  readonly declared: Place;
  readonly handler: Place;
}

/** Ways to one router that are followed; more are no work of people. */
const maxWays = 16;

interface Way {
  readonly prefix: string;
  readonly exact: boolean;
  /** From an application on. */
  readonly followed: boolean;
  readonly framework: Framework;
  /** The application's file. */
  readonly facts: SourceFacts | null;
}

type RouteParts = Omit<Route, 'id'>;

/**
 * What was found, by every way from an application to it.
 *
 * @param applications what stands before routes that no router has
 * @param portsOf the ports that an application's file listens on
 */
export function routesOf(
  found: readonly Found[],
  applications: Applications,
  portsOf: (facts: SourceFacts) => readonly number[],
): Route[] {
  const ways = new Ways(applications, portsOf);
  return numbered(found.flatMap((one) => ways.routesOf(one)));
}

class Ways {
  private readonly known = new Map<Router, Way[]>();
  private readonly ports = new Map<SourceFacts, readonly number[]>();

  constructor(
    private readonly applications: Applications,
    private readonly portsOf: (facts: SourceFacts) => readonly number[],
  ) {}

  routesOf(found: Found): RouteParts[] {
    const { facts, method, template, declared, handler, by } = found;
    const ways = 'mounts' in by ? this.to(by) : this.declared(found, by);
    const routes = ways.flatMap((way) => {
      const path = joinPaths([way.prefix, template.text]);
      const exact = way.exact && template.exact;
      const confidence: Confidence = !exact ? 'low' : way.followed ? 'high' : 'medium';
      const of = way.framework;
      return normalise(path, of.syntax).map((normalised) => ({
        method,
        template: normalised,
        declared,
        handler,
        ports: this.portsIn(way.facts),
        framework: of.name,
        language: facts.language,
        confidence: of.guess ? ('low' as const) : confidence,
        ...(of.ignoresCase && { ignoresCase: of.ignoresCase }),
      }));
    });
    return ways.length < 2 ? routes : merged(routes);
  }

  /** To a route that no router has: only what stands before the whole application. */
  private declared({ framework, facts }: Found, declaration: Declaration): Way[] {
    const { prefixes, certain } = this.applications.before(facts.uri, framework, declaration);
    return prefixes.map(({ text, exact }) => ({
      ...{ prefix: text, exact, framework, facts },
      followed: certain,
    }));
  }

  private portsIn(facts: SourceFacts | null): readonly number[] {
    if (!facts) return [];
    const known = this.ports.get(facts);
    if (known) return known;
    const found = this.portsOf(facts);
    this.ports.set(facts, found);
    return found;
  }

  private to(router: Router): Way[] {
    const known = this.known.get(router);
    if (known) return known;
    const { text, exact } = router.prefix;
    const alone = {
      prefix: text,
      exact,
      followed: router.root,
      framework: router.framework,
      facts: router.facts,
    };
    this.known.set(router, []);
    const mounted = router.mounts.flatMap(({ parent, prefix, replaces }) =>
      this.to(parent).map((way) => ({
        ...way,
        prefix: joinPaths([way.prefix, prefix.text, replaces ? '' : text]),
        exact: way.exact && prefix.exact && exact,
      })),
    );
    const ways = mounted.length > 0 ? mounted.slice(0, maxWays) : [alone, ...behind(alone, router)];
    this.known.set(router, ways);
    return ways;
  }
}

/** Several ways that come to the same path are one route, which is found where each of its applications listens. */
function merged(routes: readonly RouteParts[]): RouteParts[] {
  const byTemplate = new Map<string, RouteParts>();
  for (const route of routes) {
    const before = byTemplate.get(route.template);
    const ports = before && joinedPorts(before.ports, route.ports);
    const sure = before?.confidence === 'high' ? before : route;
    byTemplate.set(route.template, ports ? { ...sure, ports } : route);
  }
  return [...byTemplate.values()];
}

/** An application that does not say its ports may listen on any. */
function joinedPorts(some: readonly number[], others: readonly number[]): readonly number[] {
  if (some.length === 0 || others.length === 0) return [];
  return [...new Set([...some, ...others])].sort((a, b) => a - b);
}

/** What a proxy may leave before a path is likely at most. */
function behind(alone: Way, router: Router): Way[] {
  const before = router.behind;
  if (!router.root || !before || before.text === '' || before.text === '{}') return [];
  return [{ ...alone, prefix: joinPaths([before.text, alone.prefix]), followed: false }];
}

/** The same route twice in a file is told by its number. */
function numbered(routes: readonly RouteParts[]): Route[] {
  const seen = new Map<string, number>();
  return routes.map((route) => {
    const name = `${route.method} ${route.template} ${route.declared.uri}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return { id: count === 0 ? name : `${name}#${count}`, ...route };
  });
}
