import type { Call, Class, Func, Value } from '../facts/facts.ts';
import { type Declaration, entry, type Reading } from './framework.ts';
import { joinPaths } from './paths.ts';

/** How a framework declares routes by what stands before classes and their methods. */
export interface ClassRoutes {
  /** Paths before those of the methods; `undefined` for a class without routes. */
  prefixes(found: Class): readonly Value[] | undefined;
  /** What one method answers. */
  routes(method: Func, found: Class): readonly MethodRoutes[];
  /** Joins the class's path and the method's; two paths with a slash between unless given. */
  join?(before: string, after: string, found: Class, method: Func): string;
  /** What the application's conventions go by. */
  names?(method: Func, found: Class): Declaration['names'];
}

export interface MethodRoutes {
  readonly methods: readonly string[];
  readonly paths: readonly Value[];
  /** The annotation; `null` where there is none. */
  readonly at: Call | null;
  /** The path is what the application's conventions say. */
  readonly conventional?: true;
}

/** The path of an annotation that has none. */
export const noPath: Value = { kind: 'text', text: '', start: 0, end: 0 };

/** The routes of the classes of one file. */
export function classRoutes(
  { facts, text, place }: Reading,
  { prefixes, routes, join, names }: ClassRoutes,
): Declaration[] {
  return facts.classes.flatMap((found) =>
    (prefixes(found) ?? []).flatMap((prefix) =>
      found.methods.flatMap((member) =>
        routes(member, found).flatMap(({ methods, paths, at, conventional }) =>
          paths.flatMap((path) => {
            const [before, after] = [text(prefix), text(path)];
            const template =
              join?.(before.text, after.text, found, member) ??
              joinPaths([before.text, after.text]);
            const exact = before.exact && after.exact;
            const handler = place({ start: member.nameStart, end: member.end });
            const declared = at && handler.line === place(at).line ? place(at) : handler;
            const named = names?.(member, found);
            return methods.map((method) => ({
              ...{ method, template, declared, handler, exact },
              ...(named && { names: named }),
              ...(conventional && { conventional }),
            }));
          }),
        ),
      ),
    ),
  );
}

/** Paths that an annotation names, by position or by one of these names; several where it has a list. */
export function pathsOf({ args }: Call, names: readonly string[]): Value[] {
  const named = names.map((name) => entry(args, name)).find((value) => value !== undefined);
  const path = named ?? args.find(({ kind }) => !['named', 'object', 'other'].includes(kind));
  if (path?.kind === 'list') return [...path.items];
  return [path ?? noPath];
}
