import type { Exchange, Process } from '../../../remote-agent/protocol/exchange.ts';
import type { Redactor } from '../../../remote-agent/redaction/redactor.ts';
import { directionOf, typeOf, urlOf } from '../exchange/traits.ts';
import type { TraceStore } from '../store/trace-store.ts';
import { shortText } from './plain-text.ts';

type Hosts = Pick<TraceStore, 'tracedHosts' | 'hostOf'>;

/** Milliseconds with the digits that say something. */
export function milliseconds(value: number): number {
  return Math.round(value * 100) / 100;
}

export function timeText(epochMs: number): string {
  return Number.isFinite(epochMs) && Math.abs(epochMs) < 8.64e15
    ? new Date(epochMs).toISOString()
    : '';
}

/** Where several hosts are traced, the one of an exchange or a connection. */
export function hostField(hosts: Hosts, name: string): object {
  return hosts.tracedHosts.length > 1 ? { tracedHost: shortText(hosts.hostOf(name), 120) } : {};
}

/** One line of a list of exchanges. */
export function exchangeSummary(exchange: Exchange, redactor: Redactor, hosts: Hosts): object {
  const { id, request, response, timing, process, peer, completeness } = exchange;
  return {
    id,
    ...hostField(hosts, id),
    time: timeText(timing.startMs),
    direction: directionOf(exchange),
    method: shortText(request.method, 40),
    url: shortText(redactor.target(urlOf(exchange)), 400),
    status: response?.status ?? null,
    durationMs: timing.endMs === null ? null : milliseconds(timing.endMs - timing.startMs),
    type: shortText(typeOf(exchange), 100),
    requestBytes: request.bodyBytes,
    responseBytes: response?.bodyBytes ?? null,
    process: processText(process),
    ...(peer.process && { peer: processText(peer.process) }),
    ...(completeness.state !== 'complete' && { completeness: completeness.state }),
  };
}

/** `node[4711]`, with its container. */
export function processText({ name, pid, container }: Process): string {
  const inside = container ? ` in ${container.name ?? container.id.slice(0, 12)}` : '';
  return shortText(`${name}[${pid}]${inside}`, 120);
}
