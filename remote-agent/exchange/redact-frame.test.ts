import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from '@msgpack/msgpack';
import mqtt, { type IConnectPacket, type Packet } from 'mqtt-packet';
import { contentKind, mediaTypeOf } from '../content/kind.ts';
import { Redactor } from '../redaction/redactor.ts';
import { redactFrame } from './redact-frame.ts';

const redactor = new Redactor();

function redact(bytes: Buffer, by = redactor): Buffer {
  const content = bytes.toString('latin1');
  return Buffer.from(redactFrame(content, contentKind(mediaTypeOf(''), content), by), 'latin1');
}

/** The packets that a client of that version reads. */
function read(bytes: Buffer, protocolVersion: 3 | 4 | 5): Packet[] {
  const packets: Packet[] = [];
  const parser = mqtt.parser({ protocolVersion });
  parser.on('packet', (packet: Packet) => packets.push(packet));
  parser.on('error', (error: unknown) => assert.fail(String(error)));
  assert.equal(parser.parse(bytes), 0, 'bytes are left');
  return packets;
}

const versions = [3, 4, 5] as const;

function connect(protocolVersion: 3 | 4 | 5, password = 'pässword'): Buffer {
  const packet: IConnectPacket = {
    cmd: 'connect',
    protocolId: protocolVersion === 3 ? 'MQIsdp' : 'MQTT',
    ...{ protocolVersion, clean: true, clientId: 'dev-1', keepalive: 30 },
    ...{ username: 'device?token=hidden', password: Buffer.from(password) },
    will: {
      topic: 'gone',
      payload: Buffer.from('{"secret":"hidden","id":7}'),
      qos: 1,
      retain: false,
    },
    ...(protocolVersion === 5 && {
      properties: {
        sessionExpiryInterval: 60,
        authenticationMethod: 'SCRAM',
        authenticationData: Buffer.from('hidden'),
        userProperties: { 'x-token': 'hidden', region: 'eu' },
      },
    }),
  };
  return mqtt.generate(packet, { protocolVersion });
}

test('the password of a client, of each version, and what else it says of itself', () => {
  for (const version of versions) {
    const told = redact(connect(version, 'hidden'.repeat(40)));
    assert.ok(!told.includes('hidden'), told.toString('latin1'));
    const [packet] = read(told, version) as IConnectPacket[];
    assert.equal(packet?.clientId, 'dev-1');
    assert.equal(packet?.username, 'device?token=[redacted]');
    assert.equal(String(packet?.password), '[redacted]');
    assert.equal(String(packet?.will?.payload), '{"secret":"[redacted]","id":7}');
    if (version !== 5) continue;
    assert.deepEqual(
      { ...packet?.properties?.userProperties },
      { 'x-token': '[redacted]', region: 'eu' },
    );
    assert.equal(packet?.properties?.sessionExpiryInterval, 60);
  }
});

test('what a client of version 5 and its server say to authenticate', () => {
  const properties = { authenticationMethod: 'X', authenticationData: Buffer.from('hidden') };
  const sent = [
    mqtt.generate(
      { cmd: 'connack', sessionPresent: false, reasonCode: 0, properties },
      { protocolVersion: 5 },
    ),
    mqtt.generate({ cmd: 'auth', reasonCode: 24, properties }, { protocolVersion: 5 }),
  ];
  for (const packet of read(redact(Buffer.concat(sent)), 5)) {
    const { properties: told } = packet as { properties?: { authenticationData?: Buffer } };
    assert.equal(String(told?.authenticationData), '[redacted]', packet.cmd);
  }
});

test('what is published, one packet after the other; without a secret all stays as it was', () => {
  for (const protocolVersion of versions) {
    const publish = (payload: string, userProperties?: Record<string, string>) =>
      mqtt.generate(
        {
          ...{ cmd: 'publish', topic: 'a/b', qos: 1, messageId: 77, dup: false, retain: false },
          payload: Buffer.from(payload),
          ...(userProperties && { properties: { userProperties, subscriptionIdentifier: 300 } }),
        },
        { protocolVersion },
      );
    const long = 'x'.repeat(200);
    const properties = protocolVersion === 5 ? { apiKey: 'hidden' } : undefined;
    const ping = mqtt.generate({ cmd: 'pingreq' });
    const sent = [
      publish(`{"password":"hidden","a":"${long}"}`, properties),
      ping,
      publish('open'),
    ];
    const told = read(redact(Buffer.concat(sent)), protocolVersion);
    assert.deepEqual(
      told.map((packet) => (packet.cmd === 'publish' ? String(packet.payload) : packet.cmd)),
      [`{"password":"[redacted]","a":"${long}"}`, 'pingreq', 'open'],
    );
    assert.deepEqual(redact(publish(long)), publish(long));
    // Its bytes could be properties that go on.
    const own = redact(publish('z"ab'), new Redactor(['/ab/']));
    const [said] = read(own, 4);
    if (protocolVersion < 5)
      assert.equal(said?.cmd === 'publish' && String(said.payload), 'z"[redacted]');
    const form = read(redact(publish('&pwd=hidden')), protocolVersion);
    assert.equal(form[0]?.cmd === 'publish' && String(form[0].payload), '&pwd=[redacted]');
  }
});

test('wherever a packet is cut, nothing of the secret is left', () => {
  for (const version of versions) {
    const whole = connect(version, 'hidden');
    for (let end = 1; end <= whole.length; end++) {
      const told = redact(whole.subarray(0, end));
      // Whose name is cut off, as one at the end of an address, may be anything.
      assert.ok(!told.includes('hid'), `${version} ${end} ${told.toString('latin1')}`);
    }
  }
});

test('a password is hidden whatever follows it, and where what stands before it cannot be read', () => {
  for (const version of versions) {
    const whole = connect(version, 'hidden');
    for (const more of ['0', '\x30\x7f', '\0garbage', '\x10\x04\0\x04NONE']) {
      const told = redact(Buffer.concat([whole, Buffer.from(more, 'latin1')]));
      assert.ok(!told.includes('hidden'), told.toString('latin1'));
      assert.ok(told.includes('dev-1'));
    }
  }
  // A property that nobody knows.
  const unknown = connect(5, 'hidden');
  unknown[unknown.indexOf('MQTT') + 9] = 0x7f;
  assert.ok(!redact(unknown).includes('hidden'));
});

test('messages of a SignalR hub in MessagePack', () => {
  const message = (value: unknown) => {
    const bytes = Buffer.from(encode(value));
    assert.ok(bytes.length < 16_384);
    const low = bytes.length % 128;
    const length = bytes.length < 128 ? [low] : [low | 128, bytes.length >> 7];
    return Buffer.concat([Buffer.from(length), bytes]);
  };
  const long = 'x'.repeat(300);
  const login = (password: string) => [1, {}, null, 'Login', [{ user: long, password }]];
  const ping = message([6]);
  const told = redact(Buffer.concat([ping, message(login('hidden')), ping]));
  assert.deepEqual(told, Buffer.concat([ping, message(login('[redacted]')), ping]));
  for (let end = 1; end < 330; end++) {
    const cut = redact(
      message([1, { 'x-token': 'hidden' }, null, 'Login', [long]]).subarray(0, end),
    );
    assert.ok(!cut.includes('hid'), String(end));
  }
});

test('other frames that begin as a packet does are taken for what they are', () => {
  for (const text of [
    '42["login",{"password":"hidden"}]',
    '0{"token":"hidden"}',
    '\x10{"token":"hidden"}',
  ]) {
    const told = redact(Buffer.from(text)).toString();
    assert.ok(told.includes('[redacted]') && !told.includes('hidden'), told);
  }
  // Text that could be one, cut off, with a length where the text says `{"`.
  const text = redact(Buffer.from('0~{"a":1,"token":"hidden"}')).toString();
  assert.equal(text, '0~{"a":1,"token":"[redacted]"}');
  let state = 7;
  for (let run = 0; run < 20_000; run++) {
    const bytes = Buffer.alloc(run % 40);
    for (let at = 0; at < bytes.length; at++) {
      state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
      bytes[at] = state >> 16;
    }
    assert.deepEqual(redact(bytes), bytes);
  }
});
