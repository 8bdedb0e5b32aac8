import type { Value } from '../facts/facts.ts';
import { type Declaration, entry, type Framework, type Reading, texts } from './framework.ts';
import { joinPaths } from './paths.ts';

/** `Route('/books', list_books)` in a list that `Starlette(routes=…)` or a `Mount` gets. */
export const starlette: Framework = {
  name: 'Starlette',
  language: 'python',
  hint: /\bstarlette\b/,
  syntax: 'brace',
  declares: (reading) => {
    const found: Declaration[] = [];
    for (const call of reading.facts.calls) {
      if (call.name !== 'Starlette' && call.name !== 'Router') continue;
      const routes = entry(call.args, 'routes') ?? call.args.find(({ kind }) => kind === 'list');
      read(routes, '', true, reading, found, 8);
    }
    return found;
  },
};

function read(
  routes: Value | undefined,
  before: string,
  exact: boolean,
  reading: Reading,
  found: Declaration[],
  depth: number,
): void {
  const list = routes && depth > 0 ? reading.value(routes) : undefined;
  if (list?.kind !== 'list') return;
  for (const item of list.items) {
    if (item.kind !== 'call') continue;
    const { name, args } = item.call;
    const [path, second] = args;
    const own = reading.text(path);
    const template = joinPaths([before, own.text]);
    if (name === 'Mount') {
      const inner = entry(args, 'routes') ?? second;
      read(inner, template, exact && own.exact, reading, found, depth - 1);
    } else if (name === 'Route') {
      const named = texts(entry(args, 'methods')).map((method) => method.toUpperCase());
      const declared = reading.place(item);
      const endpoint = entry(args, 'endpoint') ?? second ?? null;
      const handler = reading.handler(endpoint, item.call) ?? declared;
      for (const method of named.length > 0 ? named : ['GET']) {
        found.push({ method, template, declared, handler, exact: exact && own.exact });
      }
    }
  }
}
