import type { ListedProgram } from './programs.ts';

/** A method and a template in the form of {@link shapes}. */
export interface Shape {
  readonly method: string;
  readonly template: string;
}

export interface Compared {
  /** Routes that the framework lists. */
  readonly listed: number;
  /** Of those, found in the sources. */
  readonly recalled: number;
  /** Routes that are found with confidence `high`. */
  readonly sure: number;
  /** Of those, listed by the framework. */
  readonly right: number;
  /** Found with less confidence. */
  readonly unsure: number;
  readonly missing: readonly string[];
  readonly wrong: readonly string[];
}

/**
 * A template as its framework writes it, with `{}` for each parameter and `{*}` for any number of segments. Read here
 * in another way than by the route server, which is what is to be tested.
 */
export function shapes(line: string, syntax: ListedProgram['syntax']): Shape[] {
  const [method = '', path = ''] = line.trim().split(/\s+/);
  let templates = [path];
  const optional = /^(.*)\/:\w+\?$/.exec(path);
  if (optional) templates = [optional[1] ?? '', path.replace('?', '')];
  return templates.map((template) => ({ method, template: plain(template, syntax) }));
}

function plain(template: string, syntax: ListedProgram['syntax']): string {
  const written = {
    colon: template.replace(/:\w+(\([^)]*\)|\{[^}]*\})?/g, '{}').replace(/\*\w*/g, '{*}'),
    angle: template.replace(/<path:\w+>/g, '{*}').replace(/<[^>]*>/g, '{}'),
    brace: template.replace(/\{\w+:path\}|\*/g, '{*}').replace(/\{(?!\*\})[^{}]*\}/g, '{}'),
  }[syntax];
  return trimmed(written);
}

/** A template that the route server tells. */
export function toldShape(template: string): string {
  return trimmed(template.replace(/\{\w*\*\}/g, '{*}').replace(/\{\w*\}/g, '{}'));
}

function trimmed(path: string): string {
  return `/${path
    .split('/')
    .filter((part) => part !== '')
    .join('/')}`;
}

/** `HEAD` is what frameworks add to `GET`. A route of any method is one of each that is listed. */
export function compare(
  listed: readonly Shape[],
  found: readonly (Shape & { readonly confidence: string })[],
): Compared {
  const own = unique(anyMethod(listed.filter(({ method }) => method !== 'HEAD')));
  const told = unique(found) as (Shape & { readonly confidence: string })[];
  const fits = (one: Shape, other: Shape) =>
    one.template === other.template &&
    (one.method === other.method || one.method === '*' || other.method === '*');
  const missing = own.filter((one) => !told.some((other) => fits(one, other)));
  const sure = told.filter(({ confidence }) => confidence === 'high');
  const wrong = sure.filter((one) => !own.some((other) => fits(one, other)));
  return {
    listed: own.length,
    recalled: own.length - missing.length,
    sure: sure.length,
    right: sure.length - wrong.length,
    unsure: told.length - sure.length,
    missing: missing.map(named),
    wrong: wrong.map(named),
  };
}

/** Some frameworks list a route of any method once for each that they know. */
function anyMethod(listed: readonly Shape[]): Shape[] {
  const methods = new Map<string, Set<string>>();
  for (const { method, template } of listed) {
    methods.set(template, (methods.get(template) ?? new Set()).add(method));
  }
  const isAny = ({ template }: Shape) => every.every((one) => methods.get(template)?.has(one));
  return listed.map((one) => (isAny(one) ? { ...one, method: '*' } : one));
}

const every = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

function named({ method, template }: Shape): string {
  return `${method} ${template}`;
}

function unique<One extends Shape>(all: readonly One[]): One[] {
  return [...new Map(all.map((one) => [named(one), one])).values()];
}
