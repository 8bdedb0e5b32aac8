import type { Value } from '../facts/facts.ts';
import { entry } from '../frameworks/framework.ts';
import { type ClientLibrary, isVerb, methodIn, receiverOf, requestTo } from './library.ts';

export const fetchCalls: ClientLibrary = {
  name: 'fetch',
  language: 'javascript',
  hint: /\bfetch\s*\(/,
  request: ({ name, receiver, args }) => {
    const isGlobal =
      !receiver || (receiver.kind === 'name' && /^(globalThis|window|self)$/.test(receiver.path));
    if (name !== 'fetch' || !isGlobal) return undefined;
    // `fetch(new Request('/x', options))` is `fetch('/x', options)`.
    const [first, ...options] = madeBy(args[0], 'Request') ?? args;
    const method = methodIn([...options, ...args.slice(1)], 'GET');
    const [path, base] = madeBy(first, 'URL') ?? [first];
    const request = requestTo(method, path, base);
    return request && base ? { ...request, asLink: true } : request;
  },
};

/** The arguments of `new Name(…)`. */
function madeBy(value: Value | undefined, name: string): readonly Value[] | undefined {
  return value?.kind === 'call' && value.call.name === name ? value.call.args : undefined;
}

export const axios: ClientLibrary = {
  name: 'axios',
  language: 'javascript',
  // An instance may be made in another file.
  hint: /\baxios\b|\.(?:get|post|put|delete|patch)\(\s*['"`]\/|\.request\(\s*\{/,
  request: (call, maker) => {
    const { name, args, receiver } = call;
    const isDirect = !receiver && (name === 'axios' || entry(args, 'url') !== undefined);
    if (receiver ? !isVerb(name) && name !== 'request' : !isDirect) return undefined;
    const made = maker(receiver ?? { kind: 'name', path: name, start: call.start, end: call.end });
    const isInstance = made?.name === 'create' && receiverOf(made) === 'axios';
    if (!isInstance && receiverOf(call) !== 'axios' && name !== 'axios') return undefined;
    const base = isInstance ? entry(made.args, 'baseURL') : undefined;
    if (receiver && name !== 'request') return requestTo(name.toUpperCase(), args[0], base);
    return requestTo(methodIn(args, 'GET'), entry(args, 'url') ?? args[0], base);
  },
};
