import { redactProperties } from './mqtt-properties.ts';
import { PacketFields } from './packet-fields.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';

const connect = 1;
const connected = 2;
const publish = 3;
const authenticate = 15;
/** The lower four bits that a packet of a type has to have (MQTT 5.0, section 2.1.3); PUBLISH uses them. */
const flagsOf: readonly (number | undefined)[] = [
  ...[undefined, 0, 0, undefined, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0],
];

/**
 * Packets of MQTT (3.1 to 5.0), which browsers send in WebSocket frames, without the password of a client, its
 * authentication data and secret user properties; `search` takes the secrets out of what is published, of names, and of
 * what follows the packets. `null` where the bytes do not begin with a packet; the last one may be cut off.
 */
export function redactMqtt(
  text: string,
  secrets: Secrets,
  search: (content: string) => string,
): string | null {
  const packets = new PacketFields(text);
  while (packets.left > 0) {
    const { at } = packets;
    if (redactNext(packets, secrets, search)) continue;
    if (at === 0) return null;
    packets.at = at;
    packets.rest(search);
  }
  return packets.written;
}

/** `false`, and nothing is written, where no packet is next. */
function redactNext(
  packets: PacketFields,
  secrets: Secrets,
  search: (content: string) => string,
): boolean {
  const { written } = packets;
  const first = packets.byte();
  const flags = flagsOf[first >> 4];
  const isPacket =
    first >= 16 &&
    (flags === undefined || flags === (first & 15)) &&
    packets.part((body, isCut) => redactPacket(first, body, isCut, secrets, search));
  if (!isPacket) packets.written = written;
  return isPacket;
}

/** `false` where its body is not one of such a packet. */
function redactPacket(
  first: number,
  body: PacketFields,
  isCut: boolean,
  secrets: Secrets,
  search: (content: string) => string,
): boolean {
  const type = first >> 4;
  if (type === connect) return redactConnect(body, secrets, search);
  if (type === publish) return redactPublish(first, body, secrets, search);
  if (type === connected || type === authenticate) {
    body.copy(type === connected ? 2 : 1);
    return body.left === 0 || redactProperties(body, secrets, !isCut);
  }
  return true;
}

function redactConnect(
  body: PacketFields,
  secrets: Secrets,
  search: (content: string) => string,
): boolean {
  if (!/^(?:MQTT|MQIsdp)$/.test(body.string())) return false;
  const hasProperties = body.byte() >= 5;
  const flags = body.byte();
  body.copy(2);
  // Where these cannot be read, nobody knows where the password is.
  if (hasProperties && !redactProperties(body, secrets)) body.rest(hide);
  body.string(search);
  if (flags & 0x04) {
    if (hasProperties && !redactProperties(body, secrets)) body.rest(hide);
    body.string(search);
    body.string(search);
  }
  if (flags & 0x80) body.string(search);
  if (flags & 0x40) body.string(hide);
  return true;
}

function hide(content: string): string {
  return content === '' ? '' : redacted;
}

/** Packets do not say their version; properties of 5.0 are there where the bytes read as some. */
function redactPublish(
  first: number,
  body: PacketFields,
  secrets: Secrets,
  search: (content: string) => string,
): boolean {
  const quality = (first >> 1) & 3;
  // A topic has neither wildcards nor characters that text does not have (section 3.3.2.1).
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a topic does not have
  if (quality === 3 || !/^[^\x00-\x1f\x7f#+]*$/.test(body.string(search))) return false;
  if (quality > 0) body.copy(2);
  redactProperties(body, secrets, true);
  body.rest(search);
  return true;
}
