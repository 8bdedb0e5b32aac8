import { type Declaration, entry, type Framework, type Reading, verbs } from './framework.ts';
import { always, type Preceding } from './preceding.ts';

// A route file of Next.js is one by where it is.
const appFile = /\/(?:src\/)?app\/(?:(.*)\/)?(route|page)\.[cm]?[jt]sx?$/;
const pagesFile = /\/(?:src\/)?pages\/(.*?)(?:\.page)?\.[cm]?[jt]sx?$/;

export const next: Framework = {
  name: 'Next.js',
  language: 'javascript',
  // By its files alone; what looks like one without Next.js is told as likely at most.
  hint: /\bnext\b(?:\/|['"])|\bNext(?:Request|Response|Api\w+|Page)\b/,
  file: /\/app\/(?:.*\/)?(?:route|page)\.[cm]?[jt]sx?$|\/pages\/.*\.[cm]?[jt]sx?$|\/next\.config\.[cm]?[jt]s$/,
  syntax: 'brace',
  declares: (reading) => appRoutes(reading) ?? pageRoutes(reading) ?? [],
  precedes: basePath,
};

/** Of what `next.config` exports, also as an argument of a plug-in's function. */
function basePath({ facts, value, text }: Reading): Preceding[] {
  if (!/\/next\.config\.[cm]?[jt]s$/.test(facts.uri)) return [];
  const exported = facts.exports.find(({ name }) => name === 'default')?.value;
  const config = exported && value(exported);
  const values = config?.kind === 'call' ? config.call.args.flatMap((one) => value(one) ?? []) : [];
  const prefix = config && entry([config, ...values], 'basePath');
  return prefix ? [always('prefix', text(prefix))] : [];
}

function appRoutes({ facts, place }: Reading): Declaration[] | undefined {
  const [match, folders = '', kind] = appFile.exec(decodeURIComponent(facts.uri)) ?? [];
  if (match === undefined) return undefined;
  const template = templateOf(folders.split('/').filter((part) => !/^\(.*\)$|^@/.test(part)));
  if (template === null) return [];
  if (kind === 'page') {
    const page = facts.exports.find(({ name }) => name === 'default');
    return page ? [declaration('GET', template, page, { facts, place })] : [];
  }
  return facts.exports
    .filter(({ name }) => (verbs as readonly string[]).includes(name.toLowerCase()))
    .filter(({ name }) => name === name.toUpperCase())
    .map((one) => declaration(one.name, template, one, { facts, place }));
}

function pageRoutes({ facts, place }: Reading): Declaration[] | undefined {
  const [match, path = ''] = pagesFile.exec(decodeURIComponent(facts.uri)) ?? [];
  if (match === undefined) return undefined;
  const parts = path.replace(/(^|\/)index$/, '').split('/');
  const template = templateOf(parts);
  const handler = facts.exports.find(({ name }) => name === 'default');
  if (template === null || !handler || parts[0]?.startsWith('_')) return [];
  return [declaration(parts[0] === 'api' ? '*' : 'GET', template, handler, { facts, place })];
}

function declaration(
  method: string,
  template: string,
  { value }: Reading['facts']['exports'][number],
  { facts, place }: Pick<Reading, 'facts' | 'place'>,
): Declaration {
  const path = value?.kind === 'name' ? value.path : undefined;
  const func = facts.functions.find(({ name }) => name !== '' && name === path);
  const at = func ? { start: func.nameStart, end: func.end } : (value ?? { start: 0, end: 0 });
  const found = place(at);
  return { method, template, declared: found, handler: found, exact: true };
}

/** `[id]` is a parameter, `[...rest]` and `[[...rest]]` any number; `null` for what is no route. */
function templateOf(parts: readonly string[]): string | null {
  const segments = parts
    .filter((part) => part !== '')
    .map((part) => {
      const rest = /^\[{1,2}\.\.\.(\w+)\]{1,2}$/.exec(part);
      if (rest) return `{*${rest[1]}}`;
      return part.replace(/\[(\w+)\]/g, '{$1}');
    });
  if (segments.some((part) => /^_|^\(\.+\)/.test(part))) return null;
  return `/${segments.join('/')}`;
}
