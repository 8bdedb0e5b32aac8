import { decodeInto } from '../../remote-agent/capture/decoder.ts';
import { RecordReader, RecordStreamError } from '../../remote-agent/capture/record-reader.ts';
import { toAsciiJson } from '../../remote-agent/json/ascii-json.ts';
import { Redactor } from '../../remote-agent/redaction/redactor.ts';
import { TestHost } from '../../remote-agent/testing/host.ts';
import { oneOf } from '../../remote-agent/testing/random.ts';
import {
  clockRecord,
  dataRecord,
  processRecord,
  reportRecord,
} from '../../remote-agent/testing/record-writer.ts';
import { makeRequest, makeResponse } from './messages.ts';
import { check, type FuzzTarget, mutated, pieces } from './target.ts';

/** A damaged record stream is refused, or read; its events stay inside of what came. */
export const records: FuzzTarget = {
  name: 'records',
  try(random) {
    const data = () =>
      dataRecord({
        connection: 1 + random(3),
        flags: random(32),
        timeNs: 1e9,
        position: random(100),
        bytes: 'x'.repeat(random(40)),
      });
    const made = [
      clockRecord(1, 2),
      data(),
      processRecord({ pid: 1, comm: 'a' }, 'a\0b\0'),
      reportRecord('{}'),
      data(),
    ];
    const stream = mutated(random, Buffer.concat(made).toString('latin1'));
    const ignore = () => {};
    const reader = new RecordReader(
      decodeInto({
        data: ({ bytes, start, end, moved }) => {
          check(
            start >= 0 && start <= end && end <= bytes.length,
            'an event outside of its record',
          );
          check(end - start <= moved, 'more captured than moved');
        },
        ...{
          socket: ignore,
          process: ignore,
          loss: ignore,
          clock: ignore,
          report: ignore,
          retransmit: ignore,
          unix: ignore,
        },
      }),
    );
    try {
      for (const piece of pieces(random, stream)) reader.push(Buffer.from(piece, 'latin1'));
    } catch (error) {
      if (!(error instanceof RecordStreamError)) throw error;
    }
  },
};

const secret = 'Zq9secretZq9';
const redactor = new Redactor();

/** A secret in a place that is known for it never comes out, whatever stands around it. */
export const redaction: FuzzTarget = {
  name: 'redaction',
  try(random) {
    const around = () =>
      mutated(random, oneOf(random, ['a=b', 'x', '', 'q=%zz', '/p', ';a', '@', '#']));
    const inQuery = `/a?${around().replace(/#/g, '')}&${oneOf(random, ['token', 'api_key', 'PASSWORD'])}=${secret}&${around()}`;
    check(!redactor.target(inQuery).includes(secret), `told: ${inQuery}`);
    const field: [string, string] = oneOf(random, [
      ['Authorization', `Bearer ${secret}`],
      ['cookie', `a=${secret}; b=c`],
      ['Set-Cookie', `a=${secret}; Path=/`],
      ['X-Api-Key', secret],
    ]);
    const fields = redactor.fields([['Accept', around()], field, ['X-B', around()]]);
    check(!JSON.stringify(fields).includes(secret), `told: ${field[0]}`);
    check(fields.length === 3, 'fields were lost');
    const text = mutated(random, inQuery);
    check(typeof redactor.target(text) === 'string', 'no text');
  },
};

/** What is sent is JSON that says what it was made of. */
export const json: FuzzTarget = {
  name: 'json',
  try(random) {
    const text = mutated(random, oneOf(random, ['plain', 'é"\\\n', '\u{1f600}', 'x'.repeat(100)]));
    const value = { [text]: [text, random(1e9) / 7, { a: text, b: null }], c: random(2) === 0 };
    const encoded = toAsciiJson(value).toString('latin1');
    check(/^[ -~]*$/.test(encoded), 'not ASCII');
    check(
      JSON.stringify(JSON.parse(encoded)) === JSON.stringify(value),
      `another value: ${encoded}`,
    );
  },
};

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0';
const frames = [
  '\0\0\x05\x01\x05\0\0\0\x01\x82\x84\x86\x41\x00',
  '\0\0\0\x04\x01\0\0\0\0',
  '\0\0\x01\x00\x01\0\0\0\x01x',
  '\0\0\x04\x03\0\0\0\0\x01\0\0\0\x08',
];
const upgrade = 'GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const switching = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x02hi';

/** The whole agent, with every protocol: both ends of a connection, of which each may miss something. */
export const wholeAgent: FuzzTarget = {
  name: 'agent',
  try(random) {
    const host = new TestHost({
      memoryLimit: 20_000,
      connectionLimit: 4,
      captureLimit: 16,
      redact: true,
    });
    const [client, server] = [host.connected(), host.accepted()];
    for (let round = 1 + random(3); round > 0; round--) {
      const made = makeRequest(random);
      const asked = oneOf(random, [
        made.bytes,
        made.bytes,
        preface + frames.join(''),
        upgrade,
        frames[0] ?? '',
      ]);
      const answered = oneOf(random, [
        makeResponse(random, made.method),
        switching,
        frames.join(''),
      ]);
      for (const piece of pieces(random, mutated(random, asked))) {
        if (random(10) === 0) client.lose('sent', piece.length);
        else client.send(Buffer.from(piece, 'latin1'));
        if (random(10) === 0) server.lose('received', piece.length);
        else server.receive(Buffer.from(piece, 'latin1'));
      }
      for (const piece of pieces(random, mutated(random, answered))) {
        if (random(10) === 0) server.lose('sent', piece.length);
        else server.send(Buffer.from(piece, 'latin1'));
        if (random(10) === 0) client.lose('received', piece.length);
        else client.receive(Buffer.from(piece, 'latin1'));
      }
      if (random(3) === 0) host.wait(random(100));
    }
    host.finish();
    check(host.trace.heldBytes === 0, `${host.trace.heldBytes} bytes of memory are kept`);
    const ended = host.exchanges.filter(({ completeness }) => completeness.state !== 'pending');
    check(new Set(ended.map(({ id }) => id)).size === ended.length, 'an exchange was told twice');
  },
};
