import type { ClosedBy, ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import type { Container } from '../../remote-agent/protocol/exchange.ts';
import { formatBytes, formatDuration, plural } from './format.ts';

const enders: Record<ClosedBy, string> = {
  local: 'this end closed first',
  remote: 'the other end closed first',
  reset: 'reset by the other end',
  timeout: 'the other end did not answer any more',
};

/** What is known of a connection event beside its columns, one fact each. */
export function connectionFacts(event: Partial<ConnectionEvent>): readonly string[] {
  const { reason, closedBy, durationMs, bytesSent, bytesReceived, bytesRead, rttMs } = event;
  const unread = bytesRead === undefined ? 0 : (bytesReceived ?? 0) - bytesRead;
  return [
    ...(reason ? [reason] : []),
    ...(closedBy ? [enders[closedBy] ?? closedBy] : []),
    ...(durationMs === undefined ? [] : [`open for ${formatDuration(durationMs)}`]),
    ...(bytesSent === undefined ? [] : [`${formatBytes(bytesSent)} sent`]),
    ...(bytesReceived === undefined ? [] : [`${formatBytes(bytesReceived)} received`]),
    ...(unread > 0 ? [`${formatBytes(unread)} of these never read`] : []),
    ...segmentFacts(event),
    ...(rttMs === undefined ? [] : [`round trip ${formatDuration(rttMs)}`]),
    ...(event.joined ? ['older than the trace'] : []),
    ...(event.process?.container ? [containerWords(event.process.container)] : []),
    ...(event.netns === undefined ? [] : [`network namespace ${event.netns}`]),
  ];
}

/** `container web-1 (docker, 0123456789ab)` */
export function containerWords({ id, name, runtime }: Container): string {
  const short = id.slice(0, 12);
  const more = [runtime, name === undefined || name === id ? undefined : short].filter(Boolean);
  return `container ${name ?? short}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
}

function segmentFacts({
  segmentsIn,
  segmentsOut,
  retransmits,
}: Partial<ConnectionEvent>): string[] {
  return [
    ...(segmentsIn === undefined || segmentsOut === undefined
      ? []
      : [`${plural(segmentsIn, 'segment')} in, ${segmentsOut} out`]),
    ...(retransmits ? [`${plural(retransmits, 'segment')} sent again`] : []),
  ];
}
