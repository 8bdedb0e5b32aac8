import type { Call, Value } from '../facts/facts.ts';
import { texts } from '../frameworks/framework.ts';
import { type ClientLibrary, isVerb, receiverOf, requestTo } from './library.ts';

/** Of RestTemplate, calls whose names others have too; they are its own by what they are called on. */
const shared: Readonly<Record<string, string>> = { delete: 'DELETE', put: 'PUT' };
const own: Readonly<Record<string, string>> = {
  headForHeaders: 'HEAD',
  optionsForAllow: 'OPTIONS',
};

export const restTemplate: ClientLibrary = {
  name: 'RestTemplate',
  language: 'java',
  hint: /\bRestTemplate\b/,
  request: (call) => {
    const { name, args } = call;
    const of = receiverOf(call);
    if (of === '') return undefined;
    const [, verb] = /^(get|post|put|patch)For(?:Object|Entity|Location)$/.exec(name) ?? [];
    if (verb) return requestTo(verb.toUpperCase(), args[0]);
    if (Object.hasOwn(own, name)) return requestTo(own[name] ?? '*', args[0]);
    if (Object.hasOwn(shared, name) && /rest|template/i.test(of)) {
      return requestTo(shared[name] ?? '*', args[0]);
    }
    return /^(exchange|execute)$/.test(name) ? requestTo(methodOf(args[1]), args[0]) : undefined;
  },
};

function methodOf(value: Value | undefined): string {
  const [method = '*'] = texts(value);
  return /^[A-Z]+$/.test(method) ? method : '*';
}

/** `client.get().uri("/x")`, `client.method(HttpMethod.GET).uri(builder -> builder.path("/x").build())` */
function fluent(name: string, hint: RegExp): ClientLibrary {
  return {
    name,
    language: 'java',
    hint,
    request: (call, maker) => {
      const { receiver, args } = call;
      if (call.name !== 'uri' || receiver?.kind !== 'call') return undefined;
      const of = receiver.call;
      const isNamed = of.name === 'method';
      if (!isNamed && !isVerb(of.name)) return undefined;
      const method = isNamed ? methodOf(of.args[0]) : of.name.toUpperCase();
      const made = maker(of.receiver);
      // The other library is made and called alike.
      if (made && !rootOf(made).includes(name) && /(Web|Rest)Client/.test(rootOf(made))) {
        return undefined;
      }
      return requestTo(
        method,
        builtPath(args[0]) ?? args[0],
        made && argumentOf(made, /^(baseUrl|create)$/),
      );
    },
  };
}

/** The path that a function makes with a builder. */
function builtPath(value: Value | undefined): Value | undefined {
  return value?.kind === 'call' ? argumentOf(value.call, /^path$/) : undefined;
}

/** The first argument of a call of this name among those that a call is made on, itself the first. */
function argumentOf(call: Call, name: RegExp): Value | undefined {
  for (let from: Call | undefined = call; from; from = beforeOf(from)) {
    if (name.test(from.name)) return from.args[0];
  }
  return undefined;
}

function beforeOf({ receiver }: Call): Call | undefined {
  return receiver?.kind === 'call' ? receiver.call : undefined;
}

function rootOf(call: Call): string {
  const before = beforeOf(call);
  return before ? rootOf(before) : receiverOf(call);
}

export const webClient = fluent('WebClient', /\bWebClient\b/);
export const restClient = fluent('RestClient', /\bRestClient\b/);
