import type { ClientLibrary } from '../clients/library.ts';
import type { Call, SourceFacts, Value } from '../facts/facts.ts';
import type { ClientCall } from '../protocol/route.ts';
import { Names } from './names.ts';
import { placeOf } from './places.ts';
import { Texts } from './texts.ts';
import { Types } from './types.ts';
import type { Workspace } from './workspace.ts';

/** The requests that the code makes, in the order of their files. */
export function findCalls(
  workspace: Workspace,
  active: (facts: SourceFacts) => readonly ClientLibrary[],
): ClientCall[] {
  const names = new Names(workspace, new Types(workspace));
  const texts = new Texts(names);
  const seen = new Map<string, number>();
  const found: ClientCall[] = [];
  for (const facts of workspace.files) {
    const used = active(facts);
    if (used.length === 0) continue;
    for (const call of facts.calls) {
      const maker = (value: Value | null) => madeBy(value, call, facts, names);
      for (const library of used) {
        const request = library.request(call, maker);
        if (!request) continue;
        const base = texts.of(request.base ?? null, facts, call.scope).text;
        const own = texts.of(request.url, facts, call.scope).text;
        const url = request.asLink ? linked(base, own) : below(base, own);
        const template = templateOf(url);
        if (template === null) continue;
        const { method } = request;
        const name = `${method} ${url} ${facts.uri}`;
        const count = seen.get(name) ?? 0;
        seen.set(name, count + 1);
        found.push({
          id: `call ${name}#${count}`,
          method,
          template,
          url,
          declared: placeOf(facts, { start: call.nameStart, end: call.end }),
          library: library.name,
          language: facts.language,
        });
        break;
      }
    }
  }
  return found;
}

/** The call that made what a value names: `axios.create()` for `shop` of `shop.get('/x')`. */
function madeBy(
  value: Value | null,
  { scope }: Call,
  facts: SourceFacts,
  names: Names,
): Call | undefined {
  if (value?.kind !== 'name') return undefined;
  const resolved = names.resolve(value, facts, scope);
  if (resolved?.kind !== 'value' || resolved.value.kind !== 'call') return undefined;
  return resolved.value.call;
}

const absolute = /^[a-z][a-z0-9+.-]*:\/\//i;

/** As clients put an address and their own one together, with one slash between. */
function below(base: string, own: string): string {
  if (base === '' || absolute.test(own)) return own;
  const before = base.replace(/\/$/, '');
  return own === '' || /^[/?{]/.test(own) ? before + own : `${before}/${own}`;
}

/** As links are resolved (RFC 3986, section 5.2), as far as a base with computed parts allows. */
function linked(base: string, own: string): string {
  if (absolute.test(own)) return own;
  const [origin = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*/i.exec(base) ?? [];
  if (own.startsWith('/')) return origin + own;
  return base.replace(/[^/]*$/, '') + own;
}

/** The path of a URL as a template; `null` where nothing of it can be read. */
function templateOf(url: string): string | null {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  // What is computed in front may be host and path.
  const rest = path.startsWith('/') ? path : path.replace(/^(\{\w*\})+(?=\/|$)/, '');
  if (rest === '' && !/^[a-z]+:\/\//i.test(url)) return null;
  if (rest !== '' && !rest.startsWith('/')) return null;
  return rest === '' ? '/' : rest.replace(/(?:\{\w*\}){2,}/g, '{}');
}
