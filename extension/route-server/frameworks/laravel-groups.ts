import type { Call, Func, Value } from '../facts/facts.ts';
import { entry, type Reading } from './framework.ts';
import { joinPrefixes, nothing, type Prefix } from './paths.ts';
import type { Preceding } from './preceding.ts';

/** What the groups around a call say. */
export interface Around {
  readonly prefix: Prefix;
  /** The class whose methods the routes name. */
  readonly controller: string | null;
}

const outermost: Around = { prefix: nothing, controller: null };

/** Whether a call is one of `Route`, at the end of `Route::prefix('x')->…` too. */
export function isRoute({ receiver }: Call): boolean {
  let from = receiver;
  while (from?.kind === 'call') from = from.call.receiver;
  return from?.kind === 'name' && /(^|\\)Route$/.test(from.path);
}

/** Finds what is around calls. */
export class Groups {
  private readonly byFunction = new Map<Func, Call>();

  constructor(private readonly reading: Reading) {
    for (const call of groupCalls(reading)) {
      const body = call.args.findLast(({ kind }) => kind === 'function');
      if (body?.kind === 'function') this.byFunction.set(body.func, call);
    }
  }

  around(call: Call): Around {
    return this.chained(call, this.of(call.scope));
  }

  private of(scope: Func | null): Around {
    if (!scope) return outermost;
    const outer = this.of(scope.scope);
    const group = this.byFunction.get(scope);
    if (!group) return outer;
    const inner = this.chained(group, outer);
    const option = entry(group.args, 'prefix');
    return option
      ? { ...inner, prefix: joinPrefixes([inner.prefix, this.reading.text(option)]) }
      : inner;
  }

  /** With what `prefix()` and `controller()` before a call say. */
  private chained({ receiver }: Call, outer: Around): Around {
    const prefixes: Prefix[] = [];
    let { controller } = outer;
    for (let from = receiver; from?.kind === 'call'; from = from.call.receiver) {
      const [first] = from.call.args;
      if (from.call.name === 'prefix') prefixes.unshift(this.reading.text(first));
      if (from.call.name === 'controller' && first?.kind === 'name') controller = first.path;
    }
    return { prefix: joinPrefixes([outer.prefix, ...prefixes]), controller };
  }
}

function groupCalls({ facts }: Reading): readonly Call[] {
  return facts.calls.filter((call) => call.name === 'group' && isRoute(call));
}

/**
 * Files of routes that other files read: `Route::prefix('x')->group(base_path('routes/x.php'))`, and `withRouting()` of
 * `bootstrap/app.php`. Those of the API are below `/api` unless a prefix is said.
 */
export function filePrefixes(reading: Reading): Preceding[] {
  const groups = new Groups(reading);
  const read = groupCalls(reading).flatMap((call): Preceding[] => {
    const file = fileIn(call.args.at(-1));
    return file ? [ofFile(file, groups.around(call).prefix)] : [];
  });
  const routed = reading.facts.calls.flatMap(({ name, args }): Preceding[] => {
    const prefix = name === 'withRouting' ? entry(args, 'apiPrefix') : undefined;
    return prefix ? [ofFile(apiFile, reading.text(prefix))] : [];
  });
  const isApi = reading.facts.uri.endsWith(`/${apiFile}`);
  const usual: Preceding = { ...ofFile(apiFile, { text: 'api', exact: true }), isUsual: true };
  return [...read, ...routed, ...(isApi ? [usual] : [])];
}

const apiFile = 'routes/api.php';

function ofFile(file: string, prefix: Prefix): Preceding {
  return {
    layer: 'module',
    before: ({ names }) => (names?.['file']?.[0]?.text.endsWith(`/${file}`) ? [prefix] : []),
  };
}

/** `base_path('routes/x.php')`, `__DIR__.'/../routes/x.php'` */
function fileIn(value: Value | undefined): string | undefined {
  if (value?.kind === 'text') return value.text.replace(/^(\.{0,2}\/)+/, '');
  if (value?.kind === 'join') return fileIn(value.parts.at(-1));
  return value?.kind === 'call' ? fileIn(value.call.args[0]) : undefined;
}
