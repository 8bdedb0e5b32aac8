import type { ClientCall } from '../protocol/route.ts';
import type { Workspace } from './workspace.ts';

/** The requests that the code makes. */
export function findCalls(_workspace: Workspace): ClientCall[] {
  return [];
}
