import type { Process } from '../../../remote-agent/protocol/exchange.ts';
import type { Route, RouteLanguage } from '../../route-server/protocol/route.ts';
import { agreement, foldersOf, textsOf } from './process-folders.ts';

/** Programs that pass requests on and have no routes of the workspace. */
const proxies = /^(nginx|haproxy|envoy|traefik|caddy|varnishd|squid|pound|h2o)$/;

const runtimes: readonly (readonly [RegExp, RouteLanguage])[] = [
  [
    /^(node|nodejs|bun|deno|npm|npx|yarn|pnpm|tsx|ts-node|next-server.*|pm2|nodemon)$/,
    'javascript',
  ],
  [
    /^(python[\d.]*|pypy\d*|gunicorn|uvicorn|hypercorn|daphne|waitress-serve|flask|uwsgi)$/,
    'python',
  ],
  [/^(ruby[\d.]*|puma|unicorn|thin|rails|rackup|bundle)$/, 'ruby'],
  [/^(php[\d.]*|php-fpm[\d.]*|frankenphp|apache2|httpd)$/, 'php'],
  [/^java$/, 'java'],
  [/^dotnet$/, 'csharp'],
];

/** From a text in a command line, a working directory or a container's name to the folder in the workspace that the process runs. */
export type FolderMapping = Readonly<Record<string, string>>;

/** Whether the process may be the one that answers with routes of the workspace at all. */
export function mayAnswer(process: Process): boolean {
  return !proxies.test(programOf(process));
}

/** The language that the process's program runs; `null` where its name does not say. */
export function languageOf(process: Process): RouteLanguage | null {
  const program = programOf(process);
  return runtimes.find(([pattern]) => pattern.test(program))?.[1] ?? null;
}

/**
 * Those of the routes that the process may answer: by its language and by the mapping that was set; where several are
 * left, those whose application listens on the port, then those whose folders agree most with those that it runs in.
 */
export function fitting<
  Item extends Pick<Route, 'language' | 'declared'> & Partial<Pick<Route, 'ports'>>,
>(
  routes: readonly Item[],
  process: Process,
  mapping: FolderMapping,
  port: number,
): readonly Item[] {
  if (!mayAnswer(process)) return [];
  const language = languageOf(process);
  let left = language ? routes.filter((route) => route.language === language) : routes;
  const texts = textsOf(process);
  for (const [text, folder] of Object.entries(mapping)) {
    if (text === '' || !texts.some((one) => one.includes(text))) continue;
    const within = `/${folder.replace(/^\/+|\/+$/g, '')}/`;
    left = left.filter(({ declared }) => declared.uri.includes(within));
  }
  if (left.length < 2) return left;
  const listening = left.filter(({ ports }) => ports?.includes(port));
  if (listening.length > 0) left = listening;
  const folders = foldersOf(process);
  const scores = left.map(({ declared }) =>
    Math.max(0, ...folders.map((path) => agreement(path, declared.uri))),
  );
  const best = Math.max(...scores);
  return best === 0 ? left : left.filter((_, index) => scores[index] === best);
}

function programOf({ name, command }: Process): string {
  const first = command.trim().split(/\s+/)[0] ?? '';
  const program = first.slice(first.lastIndexOf('/') + 1).replace(/:$/, '');
  return program || name;
}
