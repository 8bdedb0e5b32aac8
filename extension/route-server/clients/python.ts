import { entry } from '../frameworks/framework.ts';
import { type ClientLibrary, isVerb, receiverOf, requestTo } from './library.ts';

/** A client may be made in another file, and is called like one then, or with a path. */
const used =
  /\b\w*(?:client|session|http|api)\w*\.(?:get|post|put|patch|delete|head|options|request|stream)\(|\.(?:get|post|put|patch|delete)\(\s*f?["']\//i;

/** @param makers names of what makes clients */
function pythonClient(name: string, makers: RegExp): ClientLibrary {
  return {
    name,
    language: 'python',
    hint: new RegExp(`\\b${name}\\b|${used.source}`, 'i'),
    request: (call, maker) => {
      const isGeneral = /^(request|stream)$/.test(call.name);
      if (!isGeneral && !isVerb(call.name)) return undefined;
      const made = maker(call.receiver);
      const isInstance = made !== undefined && makers.test(`${receiverOf(made)}.${made.name}`);
      if (receiverOf(call) !== name && !isInstance) return undefined;
      const base = isInstance ? entry(made.args, 'base_url') : undefined;
      const positional = call.args.filter(({ kind }) => kind !== 'named');
      if (isGeneral) {
        const method = entry(call.args, 'method') ?? positional[0];
        const url = entry(call.args, 'url') ?? positional.at(1);
        return requestTo(method?.kind === 'text' ? method.text.toUpperCase() : '*', url, base);
      }
      const url = entry(call.args, 'url') ?? positional[0];
      return requestTo(call.name.toUpperCase(), url, base);
    },
  };
}

export const requests = pythonClient('requests', /^(requests(\.sessions)?)?\.[sS]ession$/);
export const httpx = pythonClient('httpx', /^(httpx)?\.(Async)?Client$/);
