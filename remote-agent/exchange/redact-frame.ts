import { contentKind, mediaTypeOf } from '../content/kind.ts';
import type { ContentKind } from '../protocol/exchange.ts';
import { redactBody } from '../redaction/body.ts';
import { redactStomp } from '../redaction/header-lines.ts';
import { redactHubMessages } from '../redaction/hub-messages.ts';
import { redactMqtt } from '../redaction/mqtt.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { Secrets } from '../redaction/secrets.ts';

const noType = mediaTypeOf('');

/** The content of a frame of a WebSocket without its secrets. */
export function redactFrame(content: string, kind: ContentKind, { secrets }: Redactor): string {
  const packets = kind === 'binary' ? redactPackets(content, secrets) : null;
  // What only looks like packets may be something else.
  if (packets !== null && packets !== content) return packets;
  const fields = redactStomp(content, secrets, () => {});
  return redactBody(fields, kind, noType, secrets).text;
}

/** Packets of other protocols, all of which have control characters; `null` where there are none. */
function redactPackets(content: string, secrets: Secrets): string | null {
  const search = (part: string) =>
    redactBody(part, contentKind(noType, part), noType, secrets).text;
  return redactMqtt(content, secrets, search) ?? redactHubMessages(content, secrets);
}
