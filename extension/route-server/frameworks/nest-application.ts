import type { Func, Value } from '../facts/facts.ts';
import { entry, type Reading, texts } from './framework.ts';
import { joinPrefixes, nothing, type Prefix } from './paths.ts';
import type { Preceding } from './preceding.ts';
import { normalise } from './template.ts';

/** `app.setGlobalPrefix('api', { exclude: ['health'] })` */
export function globalPrefixes({ facts, text }: Reading): Preceding[] {
  return facts.calls.flatMap(({ name, scope, args: [prefix, options] }): Preceding[] => {
    if (name !== 'setGlobalPrefix' || !prefix) return [];
    const said = text(prefix, scope);
    const except = options ? excluded(entry([options], 'exclude')) : [];
    return [
      {
        layer: 'prefix',
        before: (_of, path) => [isExcepted(path, except) ? nothing : said],
      },
    ];
  });
}

/** `['health', { path: 'metrics', method: RequestMethod.GET }]` */
function excluded(value: Value | undefined): string[] {
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) =>
    texts(item.kind === 'object' ? entry([item], 'path') : item),
  );
}

function isExcepted(path: string, except: readonly string[]): boolean {
  if (except.length === 0) return false;
  const plain = (one: string) => normalise(one, 'colon').map((all) => all.replace(/\{\w+/g, '{'));
  const own = plain(path);
  return except.some((one) => plain(one).some((all) => own.includes(all)));
}

/** `app.enableVersioning({ type: VersioningType.URI, prefix: 'v', defaultVersion: '1' })` */
export function versioning(reading: Reading): Preceding[] {
  return reading.facts.calls.flatMap(({ name, scope, args }): Preceding[] => {
    if (name !== 'enableVersioning') return [];
    // The other types write no version into the path.
    if (!['URI', '0', ''].includes(texts(entry(args, 'type'))[0] ?? '')) return [];
    const named = entry(args, 'prefix');
    const isNone = named?.kind === 'name' && named.path === 'false';
    const prefix =
      named && !isNone ? reading.text(named, scope) : { text: isNone ? '' : 'v', exact: true };
    const usual = entry(args, 'defaultVersion');
    const otherwise = usual ? versionsOf(usual, reading, scope) : [];
    return [
      {
        layer: 'version',
        before: ({ names }) =>
          (names?.['version'] ?? otherwise).map((version) =>
            version.text === '' ? nothing : glued(prefix, version),
          ),
      },
    ];
  });
}

function glued(prefix: Prefix, version: Prefix): Prefix {
  return { text: prefix.text + version.text, exact: prefix.exact && version.exact };
}

/** The versions that a value names; the empty one for `VERSION_NEUTRAL`, whose routes have none in their path. */
export function versionsOf(value: Value, reading: Reading, scope: Func | null = null): Prefix[] {
  if (value.kind === 'list') return value.items.flatMap((one) => versionsOf(one, reading, scope));
  const isNeutral = value.kind === 'name' && /(^|\.)VERSION_NEUTRAL$/.test(value.path);
  return [isNeutral ? nothing : reading.text(value, scope)];
}

/** `RouterModule.register([{ path: 'admin', module: AdminModule, children: [] }])`: paths of the controllers of modules. */
export function modulePaths(reading: Reading): Preceding[] {
  return reading.facts.calls.flatMap(({ name, receiver, args }): Preceding[] => {
    const of = receiver?.kind === 'name' ? receiver.path : '';
    if (of !== 'RouterModule' || !/^(register|forRoot|forRoutes)$/.test(name)) return [];
    const paths = new Map<string, Prefix[]>();
    for (const one of args) readTree(one, nothing, reading, paths, maxDepth);
    return [
      {
        layer: 'module',
        before: ({ names }) => paths.get(names?.['controller']?.[0]?.text ?? '') ?? [],
      },
    ];
  });
}

/** Modules within modules; more are no work of people. */
const maxDepth = 16;

function readTree(
  value: Value,
  above: Prefix,
  reading: Reading,
  paths: Map<string, Prefix[]>,
  depth: number,
): void {
  const found = value.kind === 'name' && depth > 0 ? (reading.value(value) ?? value) : value;
  if (depth <= 0) return;
  if (found.kind === 'list') {
    for (const one of found.items) readTree(one, above, reading, paths, depth - 1);
  } else if (found.kind === 'name') keep(found, above, reading, paths);
  else if (found.kind === 'object') {
    const own = entry([found], 'path');
    const path = own ? joinPrefixes([above, reading.text(own)]) : above;
    const module = entry([found], 'module');
    if (module?.kind === 'name') keep(module, path, reading, paths);
    const children = entry([found], 'children');
    if (children) readTree(children, path, reading, paths, depth - 1);
  }
}

function keep(
  module: Value & { readonly kind: 'name' },
  path: Prefix,
  reading: Reading,
  paths: Map<string, Prefix[]>,
): void {
  const decorator = reading.type(module.path)?.decorators.find(({ name }) => name === 'Module');
  for (const controller of texts(entry(decorator?.args ?? [], 'controllers'))) {
    paths.set(controller, [...(paths.get(controller) ?? []), path]);
  }
}
