import type { Call, SourceFacts, Value } from '../facts/facts.ts';
import { entry } from '../frameworks/framework.ts';
import type { Names } from './names.ts';

/** Calls that begin to listen, or make a server that will. */
const listening =
  /^(listen|serve|run|run_app|Run|Start|ListenAndServe|bind|createServer|Server|HTTPServer)$/;
const maxDepth = 6;

/** The ports that a file's calls listen on, as far as they can be read; defaults count. */
export function portsOf(facts: SourceFacts, names: Names): readonly number[] {
  const found = new Set<number>();
  for (const call of facts.calls) {
    if (!listening.test(call.name)) continue;
    for (const value of [entry(call.args, 'port'), ...call.args]) {
      const port = value && portIn(value, call, facts, names, maxDepth);
      if (port) found.add(port);
    }
  }
  return [...found].sort((a, b) => a - b);
}

function portIn(
  value: Value,
  call: Call,
  facts: SourceFacts,
  names: Names,
  depth: number,
): number | undefined {
  if (depth <= 0) return undefined;
  const inner = (one: Value) => portIn(one, call, facts, names, depth - 1);
  switch (value.kind) {
    case 'number':
      return value.value > 0 && value.value < 65_536 ? value.value : undefined;
    case 'text': {
      const [, port] = /^(?:[\w.[\]:-]*:)?(\d{2,5})$/.exec(value.text) ?? [];
      return port === undefined ? undefined : Number(port);
    }
    case 'otherwise':
      return inner(value.value);
    case 'call':
      // `Number(port)`, `int(os.environ.get("PORT", 8000))`
      return /^(Number|parseInt|int|get|getenv)$/.test(value.call.name)
        ? value.call.args.map(inner).find((port) => port !== undefined)
        : undefined;
    case 'list':
      return value.items.map(inner).find((port) => port !== undefined);
    case 'name': {
      const resolved = names.resolve(value, facts, call.scope);
      if (resolved?.kind !== 'value' || resolved.value.kind === 'name') return undefined;
      return portIn(resolved.value, call, resolved.facts, names, depth - 1);
    }
    default:
      return undefined;
  }
}
