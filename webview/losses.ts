import type { LossReason } from '../remote-agent/protocol/messages.ts';
import type { HostLoss } from './protocol/state.ts';
import { formatBytes } from './text/format.ts';
import { plural } from './text/nouns.ts';
import { t } from './text/t.ts';

const reasons: Record<LossReason, string> = {
  'ring-buffer-full': t('traffic came faster than the agent could read it'),
  'connection-table-full': t('more connections were open than the capture can follow'),
  'unreadable-memory': t('the data could not be read when it was sent'),
  'probe-missed': t('the kernel missed calls of the probes'),
  'place-unknown': t(
    'several threads used one connection at the same time, so that the order of their bytes is not known',
  ),
  multipath: t('connections by Multipath TCP, whose bytes are not seen'),
  'body-not-sent': t('bodies were left out because this side was slower than the agent'),
  'exchange-not-sent': t('exchanges were left out because this side was slower than the agent'),
  'connection-not-sent': t(
    'connection events were left out because this side was slower than the agent',
  ),
  'stream-table-full': t('more streams were open than the agent can hold'),
};

/**
 * What was lost and why, a sentence for each reason.
 * @param withHost the sentences say on which host
 */
export function lossSentences(losses: readonly HostLoss[], withHost: boolean): readonly string[] {
  return losses
    .filter(({ events, bytes }) => events > 0 || bytes > 0)
    .map(({ host, reason, events, bytes }) => {
      const count = [
        ...(events > 0 ? [plural(events, 'event')] : []),
        ...(bytes > 0 ? [formatBytes(bytes)] : []),
      ].join(', ');
      const sentence = `${count}: ${reasons[reason] ?? reason}`;
      return withHost && host !== '' ? t('On {0}, {1}', host, sentence) : sentence;
    });
}
