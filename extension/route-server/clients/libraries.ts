import type { Call, Value } from '../facts/facts.ts';
import { entry, isText, texts, verbs } from '../frameworks/framework.ts';
import type { ClientLibrary, ClientRequest } from './library.ts';

const isVerb = (name: string) => (verbs as readonly string[]).includes(name);
const receiverOf = ({ receiver }: Call) => (receiver?.kind === 'name' ? receiver.path : '');

/** Of options that name none, the usual one; of computed ones, any. */
function methodIn(options: readonly Value[], usual: string): string {
  const method = entry(options, 'method');
  if (!method) return usual;
  return method.kind === 'text' ? method.text.toUpperCase() : '*';
}

function request(method: string, url: Value | undefined, base?: Value): ClientRequest | undefined {
  return url && (isText(url) || url.kind === 'name') ? { method, url, base } : undefined;
}

const fetchCalls: ClientLibrary = {
  name: 'fetch',
  language: 'javascript',
  hint: /\bfetch\s*\(/,
  request: ({ name, receiver, args: [first, ...options] }) => {
    const isGlobal =
      !receiver || (receiver.kind === 'name' && /^(globalThis|window)$/.test(receiver.path));
    if (name !== 'fetch' || !isGlobal) return undefined;
    // `fetch(new URL('/x', base))`
    const made = first?.kind === 'call' && first.call.name === 'URL' ? first.call.args : null;
    const method = methodIn(options, 'GET');
    return made ? request(method, made[0], made[1]) : request(method, first);
  },
};

const axios: ClientLibrary = {
  name: 'axios',
  language: 'javascript',
  hint: /\baxios\b/,
  request: (call, made) => {
    const { name, receiver, args } = call;
    if (name === 'axios' && !receiver) {
      return request(methodIn(args, 'GET'), entry(args, 'url') ?? args[0]);
    }
    const isInstance = made?.name === 'create' && receiverOf(made) === 'axios';
    if (receiverOf(call) !== 'axios' && !isInstance) return undefined;
    const base = made && entry(made.args, 'baseURL');
    if (name === 'request') return request(methodIn(args, 'GET'), entry(args, 'url'), base);
    return isVerb(name) ? request(name.toUpperCase(), args[0], base) : undefined;
  },
};

function pythonClient(name: string, hint: RegExp, makers: RegExp): ClientLibrary {
  return {
    name,
    language: 'python',
    hint,
    request: (call, made) => {
      const isInstance = made !== undefined && makers.test(made.name);
      if (receiverOf(call) !== name && !isInstance) return undefined;
      const base = made && entry(made.args, 'base_url');
      const [first, second] = call.args;
      if (call.name === 'request') {
        const method = first?.kind === 'text' ? first.text.toUpperCase() : '*';
        return request(method, entry(call.args, 'url') ?? second, base);
      }
      const url = entry(call.args, 'url') ?? first;
      return isVerb(call.name) ? request(call.name.toUpperCase(), url, base) : undefined;
    },
  };
}

const goHttpClient: ClientLibrary = {
  name: 'net/http',
  language: 'go',
  hint: /\bhttp\.(?:Get|Post|PostForm|Head|NewRequest)/,
  request: (call) => {
    const { name, args } = call;
    if (receiverOf(call) !== 'http') return undefined;
    const plain = { Get: 'GET', Post: 'POST', PostForm: 'POST', Head: 'HEAD' }[name];
    if (plain) return request(plain, args[0]);
    const given = /^NewRequest(WithContext)?$/.exec(name);
    if (!given) return undefined;
    const [method, url] = given[1] ? args.slice(1) : args;
    return request(
      texts(method)[0]
        ?.replace(/^Method/, '')
        .toUpperCase() ?? '*',
      url,
    );
  },
};

const restTemplate: ClientLibrary = {
  name: 'RestTemplate',
  language: 'java',
  hint: /\bRestTemplate\b/,
  request: ({ name, receiver, args }) => {
    if (receiver?.kind !== 'name') return undefined;
    const [, verb] = /^(get|post|put|patch)For(?:Object|Entity|Location)$/.exec(name) ?? [];
    if (verb) return request(verb.toUpperCase(), args[0]);
    if (name !== 'exchange') return undefined;
    return request(texts(args[1])[0] ?? '*', args[0]);
  },
};

/** `client.get().uri("/x")` */
const webClient: ClientLibrary = {
  name: 'WebClient',
  language: 'java',
  hint: /\bWebClient\b/,
  request: ({ name, receiver, args }) => {
    if (name !== 'uri' || receiver?.kind !== 'call' || !isVerb(receiver.call.name))
      return undefined;
    return request(receiver.call.name.toUpperCase(), args[0]);
  },
};

/** All that are known. */
export const libraries: readonly ClientLibrary[] = [
  fetchCalls,
  axios,
  pythonClient('requests', /\brequests\b/, /^Session$/),
  pythonClient('httpx', /\bhttpx\b/, /^(Async)?Client$/),
  goHttpClient,
  restTemplate,
  webClient,
];
