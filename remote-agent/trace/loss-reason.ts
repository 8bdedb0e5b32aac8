import { eventEnums } from '../../dist/generated/event-layout.ts';
import type { LossReason } from '../protocol/messages.ts';

const kernel = eventEnums.loss_reason;

/** One for each reason that the kernel programs count: a new one does not compile until it has a name. */
const reasons: Readonly<Record<Exclude<keyof typeof kernel, 'LOSS_REASONS'>, LossReason>> = {
  LOSS_RING_BUFFER_FULL: 'ring-buffer-full',
  LOSS_CONNECTION_TABLE_FULL: 'connection-table-full',
  LOSS_UNREADABLE_MEMORY: 'unreadable-memory',
  LOSS_PROBE_MISSED: 'probe-missed',
  LOSS_PLACE_UNKNOWN: 'place-unknown',
  LOSS_MULTIPATH: 'multipath',
};
const byNumber = new Map(
  Object.entries(reasons).map(([name, reason]) => [kernel[name as keyof typeof reasons], reason]),
);

/** The protocol's name for an enum loss_reason. */
export function lossReason(reason: number): LossReason {
  return byNumber.get(reason as never) ?? 'probe-missed';
}
