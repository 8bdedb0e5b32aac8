import type { ClosedBy, ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import type { Container } from '../../remote-agent/protocol/exchange.ts';
import { formatBytes, formatDuration } from './format.ts';
import { plural } from './nouns.ts';
import { t } from './t.ts';

const enders: Record<ClosedBy, string> = {
  local: t('this end closed first'),
  remote: t('the other end closed first'),
  reset: t('reset by the other end'),
  timeout: t('the other end did not answer any more'),
};

/** What is known of a connection event beside its columns, one fact each. */
export function connectionFacts(event: Partial<ConnectionEvent>): readonly string[] {
  const { reason, closedBy, durationMs, bytesSent, bytesReceived, bytesRead, rttMs } = event;
  const unread = bytesRead === undefined ? 0 : (bytesReceived ?? 0) - bytesRead;
  return [
    ...(reason ? [reason] : []),
    ...(closedBy ? [enders[closedBy] ?? closedBy] : []),
    ...(durationMs === undefined ? [] : [t('open for {0}', formatDuration(durationMs))]),
    ...(bytesSent === undefined ? [] : [t('{0} sent', formatBytes(bytesSent))]),
    ...(bytesReceived === undefined ? [] : [t('{0} received', formatBytes(bytesReceived))]),
    ...(unread > 0 ? [t('{0} of these never read', formatBytes(unread))] : []),
    ...segmentFacts(event),
    ...(rttMs === undefined ? [] : [t('round trip {0}', formatDuration(rttMs))]),
    ...(event.joined ? [t('older than the trace')] : []),
    ...(event.process?.container ? [containerWords(event.process.container)] : []),
    ...(event.netns === undefined ? [] : [t('network namespace {0}', event.netns)]),
  ];
}

/** `container web-1 (docker, 0123456789ab)` */
export function containerWords({ id, name, runtime }: Container): string {
  const short = id.slice(0, 12);
  const more = [runtime, name === undefined || name === id ? undefined : short].filter(Boolean);
  return more.length > 0
    ? t('container {0} ({1})', name ?? short, more.join(', '))
    : t('container {0}', name ?? short);
}

function segmentFacts({
  segmentsIn,
  segmentsOut,
  retransmits,
}: Partial<ConnectionEvent>): string[] {
  return [
    ...(segmentsIn === undefined || segmentsOut === undefined
      ? []
      : [t('{0} in, {1} out', plural(segmentsIn, 'segment'), segmentsOut)]),
    ...(retransmits ? [t('{0} sent again', plural(retransmits, 'segment'))] : []),
  ];
}
