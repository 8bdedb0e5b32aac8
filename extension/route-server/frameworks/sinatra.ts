import { type Declaration, type Framework, type Reading, verbs } from './framework.ts';

/** `get '/books/:id' do … end` at the top of a file or in a class of Sinatra's. */
export const sinatra: Framework = {
  name: 'Sinatra',
  language: 'ruby',
  hint: /\bsinatra\b|\bSinatra::/i,
  syntax: 'colon',
  declares: ({ facts, text, place }: Reading): Declaration[] =>
    facts.calls.flatMap((call) => {
      const { name, receiver, args, nameStart, end } = call;
      const [path] = args;
      const body = args.at(-1);
      if (receiver || !(verbs as readonly string[]).includes(name)) return [];
      if (path?.kind !== 'text' || body?.kind !== 'function') return [];
      const { text: template, exact } = text(path);
      const at = place({ start: nameStart, end });
      return [{ method: name.toUpperCase(), template, declared: at, handler: at, exact }];
    }),
};
