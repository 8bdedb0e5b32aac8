import type { Call } from '../facts/facts.ts';
import { type Declaration, type Framework, isText, type Reading, verbs } from './framework.ts';

/** `createServer((request, response) => …)`: comparisons with the request's address are its routes. */
export const nodeHttp: Framework = {
  name: 'node:http',
  language: 'javascript',
  hint: /\bcreateServer\b|\bIncomingMessage\b|\.url\s*={2,3}/,
  syntax: 'colon',
  declares: (reading) => {
    const compared = reading.facts.calls.flatMap((call) => comparison(call, reading) ?? []);
    return compared.length > 0 ? compared : everything(reading);
  },
};

function comparison({ name, args, start, end }: Call, { place }: Reading): Declaration | undefined {
  const [path, method] = args;
  if (name !== '===' || path?.kind !== 'text' || !path.text.startsWith('/')) return undefined;
  const at = place({ start, end });
  const of = method?.kind === 'text' ? method.text : '*';
  return { method: of, template: path.text, declared: at, handler: at, exact: true };
}

/** One function for all requests, unless something that looks like a router is in the same file. */
function everything({ facts, place }: Reading): Declaration[] {
  const routed = facts.calls.some(
    ({ name, args: [first] }) => (verbs as readonly string[]).includes(name) && isText(first),
  );
  if (routed) return [];
  return facts.calls
    .filter(({ name, receiver, form }) => {
      const of = receiver?.kind === 'name' ? receiver.path : '';
      return form === 'call' && name === 'createServer' && /^(https?)?$/.test(of);
    })
    .flatMap(({ args, nameStart, end }) => {
      const listener = args.at(-1);
      const func =
        listener?.kind === 'function'
          ? listener.func
          : facts.functions.find((one) => listener?.kind === 'name' && one.name === listener.path);
      if (!func) return [];
      const declared = place({ start: nameStart, end });
      const handler = place({ start: func.nameStart, end: func.end });
      return [{ method: '*', template: '/*', declared, handler, exact: true }];
    });
}
