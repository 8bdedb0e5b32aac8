import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';

/** A page of exchanges that commands can be about: the panel, or an editor of a saved trace. */
export interface TraceViewer {
  readonly store: TraceStore;
  /** The exchange whose details are shown. */
  readonly selected: string | undefined;
  /** When something was selected in it, or nothing any more: epoch milliseconds, 0 for never. */
  readonly usedAt: number;
  /** The exchanges that its filter lets through. */
  shown(): readonly Exchange[];
}
