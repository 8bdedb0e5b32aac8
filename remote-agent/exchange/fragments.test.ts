import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readerOf } from '../http/readers.ts';
import type { StreamedMessage } from '../protocol/exchange.ts';
import { Redactor } from '../redaction/redactor.ts';
import { Replay } from '../testing/replay.ts';
import { tellMessages } from './tell-messages.ts';

const upgrade = 'GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const switching = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';

/** Frames as `[first byte, text]`, from the server. */
function told(
  frames: readonly (readonly [first: number, text: string])[],
  redactor: Redactor | null = new Redactor(),
): readonly StreamedMessage[] {
  const replay = new Replay(readerOf('http/1') ?? assert.fail());
  replay.data('request', Buffer.from(upgrade)).data('response', Buffer.from(switching));
  for (const [first, text] of frames) {
    const payload = Buffer.from(text);
    const { length } = payload;
    const size = length < 126 ? [length] : [126, length >> 8, length & 0xff];
    replay.data('response', Buffer.concat([Buffer.from([first, ...size]), payload]));
  }
  replay.close();
  const [draft = assert.fail()] = replay.exchanges;
  return tellMessages(draft, 0, redactor).messages?.items ?? [];
}

const [text, more, last, ping] = [0x01, 0x00, 0x80, 0x89];
const message = '{"token":"SECRET","a":1}';

test('a secret in the seam of two frames, wherever that is', () => {
  for (let seam = 0; seam <= message.length; seam++) {
    for (let second = seam; second <= message.length; second += 5) {
      const parts = [message.slice(0, seam), message.slice(seam, second), message.slice(second)];
      const [a = '', b = '', c = ''] = parts;
      const items = told([
        [text, a],
        [ping, 'p'],
        [more, b],
        [last, c],
        [0x81, 'after'],
      ]);
      assert.equal(items[3]?.text, '{"token":"[redacted]","a":1}');
      assert.deepEqual(
        items.map((item) => item.size),
        [a.length, 1, b.length, c.length, 5],
      );
      assert.ok(!JSON.stringify(items).includes('SECR'), `${seam} ${second}`);
      assert.deepEqual([items[1]?.text, items[4]?.text], ['p', 'after']);
    }
  }
});

test('a message that is not over yet', () => {
  for (let seam = 0; seam <= message.length; seam++) {
    const items = told([
      [text, message.slice(0, seam)],
      [more, message.slice(seam)],
    ]);
    assert.ok(!JSON.stringify(items).includes('SECR'), String(seam));
    const pinged = told([
      [text, message.slice(0, seam)],
      [more, message.slice(seam)],
      [ping, 'p'],
    ]);
    assert.ok(!JSON.stringify(pinged).includes('SECR'), String(seam));
  }
});

test('frames after one that is not kept whole go without their texts, until the next message', () => {
  const frames = [
    [text, `{"pad":"${'x'.repeat(5000)}","password":"`],
    [more, 'SECRET'],
    [ping, 'p'],
    [last, 'SECRET"}'],
    [0x81, 'after'],
  ] as const;
  const items = told(frames);
  assert.match(items[0]?.text ?? '', /^\{"pad":"x+$/);
  assert.ok(!JSON.stringify(items).includes('SECRET'));
  assert.match(items[1]?.undecodable ?? '', /before it/);
  assert.deepEqual(
    items.slice(1).map((item) => item.text),
    [undefined, 'p', undefined, 'after'],
  );
  assert.equal(told(frames, null)[3]?.text, 'SECRET"}');
});

test('frames without a secret keep their own texts, as all do where secrets are shown', () => {
  assert.deepEqual(
    told([
      [text, 'hello '],
      [last, 'world'],
    ]).map((item) => item.text),
    ['hello ', 'world'],
  );
  const shown = told(
    [
      [text, message.slice(0, 12)],
      [last, message.slice(12)],
    ],
    null,
  );
  assert.deepEqual(
    shown.map((item) => item.text),
    [message.slice(0, 12), message.slice(12)],
  );
});

test('a frame whose message began before what is kept goes without its text', () => {
  const items = told([
    [last, 'RET","a":1}'],
    [0x81, 'x'],
  ]);
  assert.equal(items[0]?.text, undefined);
  assert.match(items[0]?.undecodable ?? '', /beginning/);
  assert.equal(items[1]?.text, 'x');
});

test('headers of STOMP, in one frame and in the seam of two', () => {
  const stomp = 'CONNECT\nhost:/\npasscode:SECRET\n\n\0';
  const safe = stomp.replace('SECRET', '[redacted]');
  assert.equal(told([[0x81, stomp]])[0]?.text, safe);
  const bytes = (item?: StreamedMessage) => Buffer.from(item?.data ?? '', 'base64').toString();
  assert.equal(bytes(told([[0x82, stomp]])[0]), safe);
  for (let seam = 1; seam < stomp.length; seam++) {
    const [first, second] = told([
      [text, stomp.slice(0, seam)],
      [last, stomp.slice(seam)],
    ]);
    assert.equal(first?.text, undefined);
    assert.equal(bytes(second), safe);
  }
});
