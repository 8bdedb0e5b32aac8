import type { Call, Value } from '../facts/facts.ts';
import { type Effect, type Framework, texts } from './framework.ts';

/** `HandleFunc("GET host/path", h)`: since Go 1.22 a pattern may begin with a method and a host. */
const handle = ({ args: [pattern, handler] }: Call): Effect[] => {
  if (!pattern || !handler) return [];
  const [method, path] = parts(pattern);
  // `mux.Handle("/api/", http.StripPrefix("/api", other))` mounts another router.
  const child = stripped(handler);
  const mount: Effect[] = child
    ? [{ kind: 'mount', prefix: trimmed(path), child }]
    : [{ kind: 'route', methods: [method], template: subtree(path), handler }];
  return mount;
};

function parts(pattern: Value): [method: string, path: Value | string] {
  if (pattern.kind !== 'text') return ['*', pattern];
  const [, method = '*', path = ''] = /^(?:([A-Z]+)\s+)?[^/\s]*(\/.*)$/.exec(pattern.text) ?? [];
  return [method, path === '' ? pattern : path];
}

/** A pattern that ends in a slash is for everything below it; `{$}` is for the slash alone. */
function subtree(path: Value | string): Value | string {
  if (typeof path !== 'string') return path;
  if (path.endsWith('/{$}')) return path.slice(0, -3);
  return path.endsWith('/') ? `${path}{*rest}` : path;
}

function trimmed(path: Value | string): Value | string {
  return typeof path === 'string' ? path.replace(/\/$/, '') : path;
}

function stripped(handler: Value): Value | undefined {
  if (handler.kind !== 'call' || handler.call.name !== 'StripPrefix') return undefined;
  return handler.call.args[1];
}

export const goHttp: Framework = {
  name: 'net/http',
  language: 'go',
  hint: /"net\/http"/,
  syntax: 'brace',
  creates: ({ name, receiver }) => {
    const of = receiver?.kind === 'name' ? receiver.path : '';
    return name === 'NewServeMux' && of === 'http' ? { root: true } : undefined;
  },
  isRouter: ({ type }) => /^\*?http\.ServeMux$/.test(type),
  package: 'http',
  uses: { HandleFunc: handle, Handle: handle },
};

/** gorilla/mux: `r.HandleFunc("/x", h).Methods("GET")`, `r.PathPrefix("/x").Subrouter()`. */
export const gorilla: Framework = {
  name: 'gorilla/mux',
  language: 'go',
  hint: /"github\.com\/gorilla\/mux"/,
  syntax: 'brace',
  creates: ({ name, receiver }) => {
    const of = receiver?.kind === 'name' ? receiver.path : '';
    return name === 'NewRouter' && of === 'mux' ? { root: true } : undefined;
  },
  isRouter: ({ type }) => /^\*?mux\.Router$/.test(type),
  uses: {
    HandleFunc: routed,
    Handle: routed,
    PathPrefix: ({ args: [prefix] }) => [{ kind: 'group', prefix: prefix ?? null }],
    Subrouter: () => [{ kind: 'self' }],
    StrictSlash: () => [{ kind: 'self' }],
    Methods: () => [{ kind: 'self' }],
  },
};

function routed(call: Call): Effect[] {
  const [template, handler] = call.args;
  if (!template || !handler) return [];
  const named = call.chain.find(({ name }) => name === 'Methods');
  const methods = named ? named.args.flatMap(texts) : [];
  return [
    {
      kind: 'route',
      methods: methods.length > 0 ? methods.map(methodOf) : ['*'],
      template,
      handler,
    },
    { kind: 'self' },
  ];
}

/** `http.MethodGet` is read as its last part. */
function methodOf(text: string): string {
  return text.replace(/^Method/, '').toUpperCase();
}
