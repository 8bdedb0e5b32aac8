import { contentKind, mediaTypeOf } from '../content/kind.ts';
import type { ContentKind } from '../protocol/exchange.ts';
import { redactBody } from '../redaction/body.ts';
import { redactStomp } from '../redaction/header-lines.ts';
import { redactHubMessages } from '../redaction/hub-messages.ts';
import { redactMqtt } from '../redaction/mqtt.ts';
import type { Redactor } from '../redaction/redactor.ts';

const noType = mediaTypeOf('');

/** The content of a frame of a WebSocket without its secrets. */
export function redactFrame(content: string, kind: ContentKind, { secrets }: Redactor): string {
  const search = (part: string) =>
    redactBody(part, contentKind(noType, part), noType, secrets).text;
  const packets = redactMqtt(content, secrets, search) ?? redactHubMessages(content, secrets);
  // What only looks like packets may be something else.
  if (packets !== null && packets !== content) return packets;
  const fields = redactStomp(content, secrets, () => {});
  return redactBody(fields, kind, noType, secrets).text;
}
