import type { PacketFields } from './packet-fields.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';

const userProperty = 0x26;
const authenticationData = 0x16;
/** Identifiers of properties (MQTT 5.0, section 2.2.2.2) by what follows them: so many bytes, */
const lengths: Readonly<Record<number, number>> = {
  ...{ 1: 1, 23: 1, 25: 1, 36: 1, 37: 1, 40: 1, 41: 1, 42: 1 },
  ...{ 19: 2, 33: 2, 34: 2, 35: 2 },
  ...{ 2: 4, 17: 4, 24: 4, 39: 4 },
};
/** text or data, */
const strings = new Set([0x03, 0x08, 0x09, 0x12, 0x15, 0x16, 0x1a, 0x1c, 0x1f]);
/** or a number of variable length. */
const variable = 0x0b;

/**
 * The properties of a packet of MQTT 5.0, with their length before them, without authentication data and the values of
 * secret user properties. `false`, and nothing is read, where these bytes are none, or `whole` ones are cut off.
 */
export function redactProperties(packet: PacketFields, secrets: Secrets, whole = false): boolean {
  return packet.part((fields) => {
    while (fields.left > 0) if (!redactProperty(fields, secrets)) return false;
    return true;
  }, whole);
}

function redactProperty(fields: PacketFields, secrets: Secrets): boolean {
  const id = fields.byte();
  const length = lengths[id];
  if (length !== undefined) fields.copy(length);
  else if (id === userProperty) {
    const name = fields.string();
    fields.string((value) => (value !== '' && secrets.isSecret(name) ? redacted : value));
  } else if (strings.has(id)) {
    fields.string((value) => (id === authenticationData && value !== '' ? redacted : value));
  } else return id === variable && fields.variable();
  return true;
}
