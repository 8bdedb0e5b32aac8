import { isMessage, isPrintable, varintOf, WireCursor, type WireField } from '../protobuf/wire.ts';
import { redactParameters } from '../redaction/parameters.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { redacted } from '../redaction/secret-names.ts';
import type { Secrets } from '../redaction/secrets.ts';
import { redactText } from '../redaction/text.ts';
import { readLines } from './call.ts';
import { compressedFlag, prefixLength, trailersFlag } from './framing.ts';

const deepest = 8;
const nothing = () => {};

/**
 * A Protocol Buffers message whose schema is not known, without what looks like a secret: values of maps whose key is
 * the name of one, secrets of JSON and of parameters in texts, credentials by their form, and what the user added.
 * The message itself where there is none. `bytes` may be cut off.
 */
export function redactProtobuf(
  bytes: Buffer,
  secrets: Secrets,
  replaced: () => void = nothing,
): Buffer {
  return redactMessage(bytes, secrets, replaced, 0);
}

function redactMessage(
  bytes: Buffer,
  secrets: Secrets,
  replaced: () => void,
  depth: number,
): Buffer {
  const parts: Buffer[] = [];
  let copied = 0;
  const cursor = new WireCursor(bytes);
  for (let field = cursor.next(); field; field = cursor.next()) {
    if (field.type !== 2) continue;
    const content = bytes.subarray(field.from, field.to);
    const safe = redactValue(content, secrets, replaced, depth);
    if (safe === content) continue;
    parts.push(bytes.subarray(copied, field.tagEnd), varintOf(safe.length), safe);
    copied = field.to;
  }
  // What is cut off, or is no message at all.
  const restAt = cursor.cutValueAt;
  const rest = bytes.subarray(restAt);
  const safe = redactBytes(rest, secrets, replaced);
  if (safe !== rest) {
    parts.push(bytes.subarray(copied, restAt), safe);
    copied = bytes.length;
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(copied)]);
}

function redactValue(
  content: Buffer,
  secrets: Secrets,
  replaced: () => void,
  depth: number,
): Buffer {
  if (depth === deepest || isPrintable(content) || !isMessage(content)) {
    return redactBytes(content, secrets, replaced);
  }
  const value = secretOfEntry(content, secrets);
  if (!value) return redactMessage(content, secrets, replaced, depth + 1);
  replaced();
  const before = content.subarray(0, value.tagEnd);
  return Buffer.concat([before, varintOf(redacted.length), Buffer.from(redacted)]);
}

/** The value of a map's entry, or of any pair of a name and a value, where the name is that of a secret. */
function secretOfEntry(message: Buffer, secrets: Secrets): WireField | null {
  const cursor = new WireCursor(message);
  const key = cursor.next();
  const value = cursor.next();
  if (key?.number !== 1 || key.type !== 2 || value?.number !== 2 || value.type !== 2) return null;
  if (!cursor.done || value.from === value.to) return null;
  return secrets.isSecret(message.toString('utf8', key.from, key.to)) ? value : null;
}

/** The same bytes where nothing was replaced. Names are ASCII, so one character a byte is enough. */
function redactBytes(bytes: Buffer, secrets: Secrets, replaced: () => void): Buffer {
  if (bytes.length === 0) return bytes;
  const text = bytes.toString('latin1');
  const safe = redactText(redactParameters(text, 'query', secrets, replaced), secrets, replaced);
  return safe === text ? bytes : Buffer.from(safe, 'latin1');
}

/** A gRPC content, frame by frame; `null` where it holds compressed messages, which are told one by one alone. */
export function redactFrames(
  content: Buffer,
  redactor: Redactor,
): [Buffer, secrets: number] | null {
  const parts: Buffer[] = [];
  let secrets = 0;
  const replaced = () => {
    secrets++;
  };
  for (let at = 0; at < content.length; ) {
    const prefix = content.subarray(at, at + prefixLength);
    const flags = prefix[0] ?? 0;
    if (flags & compressedFlag) return null;
    const length = prefix.length === prefixLength ? prefix.readUInt32BE(1) : 0;
    const payload = content.subarray(at + prefixLength, at + prefixLength + length);
    at += prefixLength + length;
    const safe =
      flags & trailersFlag
        ? redactTrailers(payload, redactor, replaced)
        : redactProtobuf(payload, redactor.secrets, replaced);
    const whole = payload.length === length && safe !== payload;
    parts.push(whole ? prefixOf(flags, safe.length) : prefix, safe);
  }
  return [secrets === 0 ? content : Buffer.concat(parts), secrets];
}

function prefixOf(flags: number, length: number): Buffer {
  const prefix = Buffer.alloc(prefixLength);
  prefix[0] = flags;
  prefix.writeUInt32BE(length, 1);
  return prefix;
}

function redactTrailers(payload: Buffer, redactor: Redactor, replaced: () => void): Buffer {
  const fields = readLines(payload.toString('latin1'));
  const safe = redactor.fields(fields);
  if (safe === fields) return payload;
  replaced();
  return Buffer.from(safe.map(([name, value]) => `${name}: ${value}\r\n`).join(''), 'latin1');
}
