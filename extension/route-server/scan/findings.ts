import type { ClientCall, Place, Route } from '../protocol/route.ts';

/** What one file has. */
export interface Findings {
  readonly routes: Route[];
  readonly calls: ClientCall[];
}

/** Whether two readings of one file found the same in the same places. */
export function isSame(a: Findings, b: Findings): boolean {
  return (
    a.routes.length === b.routes.length &&
    a.calls.length === b.calls.length &&
    a.routes.every((route, at) => isSameRoute(route, b.routes[at])) &&
    a.calls.every((call, at) => isSameCall(call, b.calls[at]))
  );
}

/** The id says method, template and file. */
function isSameRoute(a: Route, b: Route | undefined): boolean {
  return (
    a.id === b?.id &&
    a.framework === b.framework &&
    a.confidence === b.confidence &&
    a.ports.join() === b.ports.join() &&
    isSamePlace(a.declared, b.declared) &&
    isSamePlace(a.handler, b.handler)
  );
}

function isSameCall(a: ClientCall, b: ClientCall | undefined): boolean {
  return a.id === b?.id && a.library === b.library && isSamePlace(a.declared, b.declared);
}

function isSamePlace(a: Place, b: Place): boolean {
  return (
    a.uri === b.uri &&
    a.line === b.line &&
    a.character === b.character &&
    a.endLine === b.endLine &&
    a.endCharacter === b.endCharacter
  );
}
