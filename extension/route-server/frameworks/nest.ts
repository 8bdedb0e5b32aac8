import type { Call } from '../facts/facts.ts';
import { type Declaration, entry, type Framework, type Reading } from './framework.ts';
import { joinPaths } from './paths.ts';

const methods: Readonly<Record<string, string>> = {
  Get: 'GET',
  Post: 'POST',
  Put: 'PUT',
  Delete: 'DELETE',
  Patch: 'PATCH',
  Options: 'OPTIONS',
  Head: 'HEAD',
  All: '*',
  Sse: 'GET',
};

export const nest: Framework = {
  name: 'NestJS',
  language: 'javascript',
  hint: /@Controller\b|\bsetGlobalPrefix\b/,
  syntax: 'colon',
  declares,
};

function declares({ facts, text, place }: Reading): Declaration[] {
  const found: Declaration[] = [];
  for (const { decorators, methods: members } of facts.classes) {
    const controller = decorators.find(({ name }) => name === 'Controller');
    if (!controller) continue;
    for (const prefix of pathsOf(controller)) {
      for (const member of members) {
        for (const decorator of member.decorators) {
          const method = Object.hasOwn(methods, decorator.name) && methods[decorator.name];
          if (!method) continue;
          for (const path of pathsOf(decorator)) {
            const [before, after] = [text(prefix), text(path)];
            const template = joinPaths([before.text, after.text]);
            const exact = before.exact && after.exact;
            const handler = place({ start: member.nameStart, end: member.end });
            found.push({ method, template, declared: place(decorator), handler, exact });
          }
        }
      }
    }
  }
  return found;
}

/** `@Get()`, `@Get('a')`, `@Get(['a', 'b'])`, `@Controller({ path: 'a' })` */
function pathsOf({ args }: Call) {
  const [first] = args;
  const path = first?.kind === 'object' ? entry(args, 'path') : first;
  if (path?.kind === 'list') return path.items;
  return [path ?? { kind: 'text' as const, text: '', start: 0, end: 0 }];
}
