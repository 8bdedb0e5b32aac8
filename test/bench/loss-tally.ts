import { createInterface } from 'node:readline';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import type { Loss } from '../../remote-agent/protocol/messages.ts';

/** What an agent told of loads that name their level in the target (`/small.json?LEVEL`). */
export interface LossTally {
  readonly levels: Readonly<Record<string, { readonly complete: number; readonly other: number }>>;
  /** Events that it said were lost, by reason. */
  readonly lost: Readonly<Record<string, number>>;
}

type Line =
  | ({ readonly type: 'exchange' } & Exchange)
  | ({ readonly type: 'loss' } & Loss)
  | { readonly type: 'connection' | 'ready' };

/** Counts each exchange once, by what was told of it last. */
export async function tallyLosses(input: NodeJS.ReadableStream): Promise<LossTally> {
  const last = new Map<string, { readonly level: string; readonly complete: boolean }>();
  const lost: Record<string, number> = {};
  for await (const text of createInterface({ input })) {
    const line = JSON.parse(text) as Line;
    if (line.type === 'loss') lost[line.reason] = (lost[line.reason] ?? 0) + line.events;
    if (line.type !== 'exchange') continue;
    const level = line.request.target.split('?')[1] ?? '';
    const complete = line.completeness.state === 'complete' && line.response?.status === 200;
    last.set(line.id, { level, complete });
  }
  const levels: Record<string, { complete: number; other: number }> = {};
  for (const { level, complete } of last.values()) {
    levels[level] ??= { complete: 0, other: 0 };
    const counts = levels[level];
    if (complete) counts.complete++;
    else counts.other++;
  }
  return { levels, lost };
}
