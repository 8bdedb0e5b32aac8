import { setTimeout as sleep } from 'node:timers/promises';
import { Exclusion } from '../../remote-agent/process/exclusion.ts';
import { ProcessTable } from '../../remote-agent/process/process-table.ts';
import type { ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { Trace } from '../../remote-agent/trace/trace.ts';
import type { VmHost } from '../vm/host.ts';
import { type Attachment, answeredFor, LoaderOnHost } from './loader-on-host.ts';
import { destination, type OutputLine, TraceCommand } from './trace-command.ts';

/** What a trace of a test host told. */
export interface Told {
  readonly exchanges: readonly Exchange[];
  readonly connections: readonly ConnectionEvent[];
  readonly losses: readonly { readonly events: number; readonly bytes: number }[];
  /** It was made on the host itself, with what /proc says there. */
  readonly readsProcesses: boolean;
}

export interface RunningTrace {
  /** `last`: the target of the last request that was made; what came before it has been told when it is. */
  stop(last: string): Promise<Told>;
}

const patienceMs = 30_000;

/** Connections that are closing have ended by then, and the loader has read what they left. */
const lastWordsMs = 500;

export async function traceByCommand(host: VmHost): Promise<RunningTrace> {
  const command = new TraceCommand(destination(host.target));
  await command.ready();
  return {
    stop: async (last) => {
      const told = command.line((line) => line.type === 'exchange' && targetOf(line) === last);
      await Promise.race([told, sleep(patienceMs, undefined, { ref: false })]);
      await sleep(lastWordsMs);
      command.child.kill('SIGINT');
      const { lines, status, progress } = await command.result();
      if (status !== 0) throw new Error(`The trace failed: ${progress}`);
      const of = <Line>(type: string) =>
        lines.filter((line) => line.type === type) as unknown as Line[];
      return {
        exchanges: of<Exchange>('exchange'),
        connections: of<ConnectionEvent>('connection'),
        losses: of<Told['losses'][number]>('loss'),
        readsProcesses: true,
      };
    },
  };
}

function targetOf(line: OutputLine): string {
  return (line as unknown as Exchange).request.target;
}

/** The loader on the host, and here what the agent makes of it. */
export function traceByLoader(attachment: Attachment): (host: VmHost) => Promise<RunningTrace> {
  return async (host) => {
    const exchanges: Exchange[] = [];
    const connections: ConnectionEvent[] = [];
    const losses: { events: number; bytes: number }[] = [];
    const nowNs = () => Number(process.hrtime.bigint());
    const trace = new Trace(
      {
        redactor: null,
        captureLimit: 65_536,
        exclusion: new Exclusion(undefined),
        processes: new ProcessTable(
          () => null,
          () => nowNs() / 1e6,
        ),
        nowNs,
      },
      {
        exchange: (exchange) => exchanges.push(exchange),
        connection: (event) => connections.push(event),
        streamLoss: (events, bytes) => losses.push({ events, bytes }),
      },
    );
    const loader = new LoaderOnHost(host, attachment);
    await loader.ready();
    return {
      stop: async () => {
        await sleep(lastWordsMs);
        const records = await loader.stop();
        for (const hand of records.inOrder) hand(trace);
        trace.finish();
        losses.push(...answeredFor(records.losses));
        return { exchanges, connections, losses, readsProcesses: false };
      },
    };
  };
}
