import { isDeepStrictEqual } from 'node:util';
import * as messagePack from '@msgpack/msgpack';
import * as cbor from 'cborg';
import mqtt from 'mqtt-packet';
import { mediaTypeOf } from '../../remote-agent/content/kind.ts';
import { redactFrame } from '../../remote-agent/exchange/redact-frame.ts';
import { redactBody } from '../../remote-agent/redaction/body.ts';
import { Redactor } from '../../remote-agent/redaction/redactor.ts';
import { oneOf, type Random } from '../../remote-agent/testing/random.ts';
import { check, type FuzzTarget, mutated } from './target.ts';

const secret = 'Zq9secretZq9';
const redactor = new Redactor();
const formats = [
  { type: 'application/cbor', ...cbor },
  { type: 'application/msgpack', ...messagePack },
] as const;

/** Data, and what is told of it. */
function data(random: Random, depth: number): readonly [sent: unknown, told: unknown] {
  const kind = random(depth > 4 ? 4 : 7);
  const plain = [random(2 ** 31), 'text'.repeat(random(20)), null, -1 - random(1000) / 7][kind];
  if (plain !== undefined) return [plain, plain];
  const items = Array.from({ length: random(5) }, () => data(random, depth + 1));
  if (kind === 4) return [items.map(([sent]) => sent), items.map(([, told]) => told)];
  const entries = items.map((item, at) => [`m${at}`, item] as const);
  const hidden = kind === 5 ? [['token', [secret, '[redacted]']] as const] : [];
  const all = [...entries.slice(0, 1), ...hidden, ...entries.slice(1)];
  return [
    Object.fromEntries(all.map(([name, [sent]]) => [name, sent])),
    Object.fromEntries(all.map(([name, [, told]]) => [name, told])),
  ];
}

/** Of CBOR and MessagePack nothing but its secrets changes; damaged, it is read as far as it goes. */
export const packed: FuzzTarget = {
  name: 'packed',
  try(random) {
    const { type, encode, decode } = oneOf(random, formats);
    const [sent, told] = data(random, 0);
    const text = Buffer.from(encode(sent)).toString('latin1');
    const search = (content: string) =>
      redactBody(content, 'binary', mediaTypeOf(type), redactor.secrets).text;
    const safe = search(text);
    check(!safe.includes(secret), `told: ${JSON.stringify(sent)}`);
    const read = decode(Uint8Array.from(Buffer.from(safe, 'latin1')));
    check(isDeepStrictEqual(read, told), `other data: ${JSON.stringify(sent)}`);
    search(mutated(random, text));
  },
};

/** Damaged packets of MQTT in frames of a WebSocket are read as far as they go; whole ones say no password. */
export const frames: FuzzTarget = {
  name: 'frames',
  try(random) {
    const protocolVersion = oneOf(random, [4, 5] as const);
    const packet = mqtt.generate(
      {
        ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion, clean: true, keepalive: 9 },
        ...{ clientId: 'c'.repeat(1 + random(200)), username: 'u'.repeat(1 + random(9)) },
        password: Buffer.from(secret),
        ...(random(2) === 0 && {
          will: { topic: 'a', payload: Buffer.from(`{"pwd":"${secret}"}`), qos: 1, retain: false },
        }),
      },
      { protocolVersion },
    );
    const text = packet.toString('latin1');
    check(!redactFrame(text, 'binary', redactor).includes(secret), `told: ${text}`);
    redactFrame(mutated(random, text), 'binary', redactor);
  },
};
