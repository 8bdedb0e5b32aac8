import { setTimeout as delay } from 'node:timers/promises';
import { FilterMemory } from '../../extension/core/filter/memory.ts';
import { TraceStore } from '../../extension/core/store/trace-store.ts';
import { Conversation } from '../../extension/vscode/panel/conversation.ts';
import { connectionEvent } from '../panel/traffic.ts';

const held = 10_000;
const seconds = 4;
const perTenth = 100;

/**
 * Milliseconds of processor a second that the extension's side takes to keep 10,000 connections in order for a page that
 * shows them, while a thousand of them a second change.
 */
export async function connectionsCost(): Promise<number> {
  const store = new TraceStore({ maxExchanges: 10, maxConnections: 2 * held, maxBytes: 1e6 });
  const conversation = new Conversation({
    store,
    filters: new FilterMemory({ get: () => undefined, set: () => undefined }),
    readings: () => [],
    post: () => undefined,
    state: () => ({
      ...{ traces: [], file: null, tracedHosts: [], paused: false, losses: [] },
      dropped: store.dropped,
      traffic: store.connections.totals,
    }),
    act: () => undefined,
    copy: () => undefined,
    openBody: () => undefined,
    refused: (message) => {
      throw new Error(`The panel refused ${JSON.stringify(message)}.`);
    },
  });
  store.addConnections(
    Array.from({ length: held }, (_, index) => connectionEvent(index, 'accept')),
  );
  conversation.receive({ type: 'ready', data: {} });
  conversation.receive({ type: 'view', data: { list: 'connections', first: 0, count: 90 } });
  await delay(1000);
  const before = process.cpuUsage();
  for (let round = 0; round < seconds * 10; round += 1) {
    store.addConnections(
      Array.from({ length: perTenth }, (_, index) =>
        // Far from each other, and later each time.
        connectionEvent(((round * perTenth + index) * 7919) % held, 'retransmit', {
          timeMs: connectionEvent(held + round, 'accept').timeMs,
        }),
      ),
    );
    await delay(100);
  }
  const { user, system } = process.cpuUsage(before);
  conversation.dispose();
  store.dispose();
  return (user + system) / 1000 / seconds;
}
