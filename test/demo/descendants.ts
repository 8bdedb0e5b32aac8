import { setTimeout as delay } from 'node:timers/promises';
import { processTable, sendSignal } from '../workbench/process-table.ts';

/** Ends every process that `root` started, directly or not; returns when none is left. */
export async function endDescendants(graceMs = 5000, root = process.pid): Promise<void> {
  const killAt = Date.now() + graceMs;
  for (let left = descendants(root); left.length > 0; left = descendants(root)) {
    for (const pid of left) sendSignal(pid, Date.now() > killAt ? 'SIGKILL' : 'SIGTERM');
    await delay(100);
  }
}

/** Ids of the processes below `root`, children before grandchildren. */
export function descendants(root = process.pid): number[] {
  const children = new Map<number, number[]>();
  for (const { pid, parent } of processTable()) {
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: number[] = [];
  for (let level = children.get(root) ?? []; level.length > 0; ) {
    found.push(...level);
    level = level.flatMap((pid) => children.get(pid) ?? []);
  }
  return found;
}
