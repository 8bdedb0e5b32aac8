import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import type { DesignName } from '../../remote-agent/protocol/messages.ts';
import type { VmHost } from '../vm/host.ts';
import { destination, exchangesOf, TraceCommand, type TraceResult } from './trace-command.ts';
import { type Counts, type SeenRequest, type Traffic, TrafficOnHost } from './traffic.ts';

/** The traffic of test/fixtures/traffic, and what a trace told of it. */
export interface TracedTraffic {
  readonly counts: Counts;
  readonly traffic: Traffic;
  readonly result: TraceResult;
  /** The design in use, and how it was attached, as the trace said. */
  readonly design: DesignName;
  readonly attachment: string;
  readonly exchanges: readonly Exchange[];
  readonly byTarget: ReadonlyMap<string, readonly Exchange[]>;
}

/** Makes the traffic while the headless client traces with a design. */
export async function traceTraffic(
  host: VmHost,
  design: DesignName | 'auto',
  counts: Counts,
): Promise<TracedTraffic> {
  const running = await TrafficOnHost.open(host, counts);
  const command = new TraceCommand([...destination(host.target), '--design', design]);
  try {
    const ready = await command.ready();
    const traffic = await running.make();
    const last = traffic.requests.at(-1)?.target;
    await command.line((line) => (line['request'] as { target?: string })?.target === last);
    // What its clients closed has been told by then, but not the two ends of what it closed last.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    command.child.kill('SIGINT');
    const result = await command.result();
    const exchanges = exchangesOf(result.lines);
    const byTarget = new Map<string, Exchange[]>();
    for (const exchange of exchanges) {
      const { target } = exchange.request;
      byTarget.set(target, [...(byTarget.get(target) ?? []), exchange]);
    }
    const inUse = ready['design'] as DesignName;
    const attachment = /^Tracing .* by (.*)\.$/m.exec(result.progress)?.[1] ?? '';
    return { counts, traffic, result, design: inUse, attachment, exchanges, byTarget };
  } finally {
    running.stop();
    command.child.kill('SIGKILL');
  }
}

/** The exchange of each request. */
export function* pairs({ traffic, byTarget }: TracedTraffic): Generator<[SeenRequest, Exchange]> {
  for (const request of traffic.requests) {
    const exchange = byTarget.get(request.target)?.[0];
    if (exchange) yield [request, exchange];
  }
}
