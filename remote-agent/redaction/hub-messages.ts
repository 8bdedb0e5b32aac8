import { redactItems } from './packed.ts';
import { PacketFields } from './packet-fields.ts';
import type { Secrets } from './secrets.ts';

/** An array of up to 15 items, or of up to 65,535. */
const arrayStart = /^[\x90-\x9f\xdc]/;

/**
 * Messages of a SignalR hub in MessagePack (its HubProtocol.md, "MessagePack"): arrays, each with its length before it. `null`
 * where the bytes are none; the last one may be cut off.
 */
export function redactHubMessages(text: string, secrets: Secrets): string | null {
  const messages = new PacketFields(text);
  while (messages.left > 0) {
    const isMessage = messages.part((fields) => {
      if (!arrayStart.test(fields.text)) return false;
      fields.written = redactItems(fields.text, 'messagepack', secrets).text;
      fields.at = fields.text.length;
      return true;
    });
    if (!isMessage) return null;
  }
  return messages.written;
}
