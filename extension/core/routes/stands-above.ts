import type { Place } from '../../route-server/protocol/route.ts';

/** Lines from a declaration to its handler that are seen at one glance: further decorators, say. */
const glance = 3;

/** Whether a declaration stands right above its handler, as a decorator does: what is told on both is told twice. */
export function standsAbove(declared: Place, handler: Place): boolean {
  const lines = handler.line - declared.endLine;
  return declared.uri === handler.uri && lines > 0 && lines <= glance;
}
