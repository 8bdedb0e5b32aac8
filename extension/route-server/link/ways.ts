import type { SourceFacts } from '../facts/facts.ts';
import type { Framework } from '../frameworks/framework.ts';
import { joinPaths } from '../frameworks/paths.ts';
import type { Confidence, Place, Route } from '../protocol/route.ts';
import type { Applications } from './applications.ts';
import type { Prefix, Router } from './routers.ts';
import { normalise } from './template.ts';

/** A route before it is known where its router is mounted. */
export interface Found {
  readonly router: Router | null;
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
    const { facts, method, template, declared, handler, router } = found;
    const ways = router ? this.to(router) : this.declared(found);
    return ways.flatMap((way) => {
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
      }));
    });
  }

  /** To a route that no router has: only what stands before the whole application. */
  private declared({ framework, facts, template }: Found): Way[] {
    const before = this.applications.before(facts, framework, template.text);
    return before.map(({ text, exact }) => ({
      ...{ prefix: text, exact, framework, facts },
      followed: before.length === 1,
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
    const ways = mounted.length > 0 ? mounted.slice(0, maxWays) : [alone];
    this.known.set(router, ways);
    return ways;
  }
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
