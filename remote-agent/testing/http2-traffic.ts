import type { MessageSide } from '../protocol/exchange.ts';
import { data, frame, headers, preface, settings } from './frames.ts';
import type { Random } from './random.ts';
import type { RecordedPart } from './recorded-connection.ts';

type Entry = readonly [name: string, value: string];

/** An encoder that uses its dynamic table at random, as far as RFC 7541 lets it. */
class RandomEncoder {
  #table: Entry[] = [];

  constructor(readonly random: Random) {}

  field(name: string, value: string): Buffer {
    const known = this.#table.findIndex(([n, v]) => n === name && v === value);
    if (known >= 0 && this.random(4) > 0) return integer(0x80, 7, 62 + known);
    const named = this.#table.findIndex(([n]) => n === name);
    const adds = this.random(2) === 0;
    const index = named >= 0 && this.random(2) === 0 ? 62 + named : 0;
    const start = adds ? integer(0x40, 6, index) : integer(0, 4, index);
    const parts = [start, ...(index === 0 ? [text(name)] : []), text(value)];
    if (adds) this.#add(name, value);
    return Buffer.concat(parts);
  }

  /** A size update to nothing empties the table; the next one makes it usable again. */
  reset(): Buffer {
    this.#table = [];
    return Buffer.concat([integer(0x20, 5, 0), integer(0x20, 5, 4096)]);
  }

  #add(name: string, value: string): void {
    this.#table.unshift([name, value]);
    const size = (entries: readonly Entry[]) =>
      entries.reduce((sum, [n, v]) => sum + n.length + v.length + 32, 0);
    while (size(this.#table) > 4096) this.#table.pop();
  }
}

function integer(first: number, bits: number, value: number): Buffer {
  const most = 2 ** bits - 1;
  if (value < most) return Buffer.from([first | value]);
  const bytes = [first | most];
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

function text(value: string): Buffer {
  return Buffer.concat([integer(0, 7, value.length), Buffer.from(value, 'latin1')]);
}

/**
 * A connection on which everything that belongs to a stream says so: the path, the field `x-id` of both messages and
 * every byte of the content. Streams are interleaved at random.
 */
export function randomTraffic(random: Random, streams: number): RecordedPart[] {
  const encoders = { request: new RandomEncoder(random), response: new RandomEncoder(random) };
  const parts: RecordedPart[] = [
    { side: 'request', bytes: Buffer.concat([preface, settings]) },
    { side: 'response', bytes: settings },
  ];
  const send = (side: MessageSide, bytes: Buffer) => parts.push({ side, bytes });
  const open: { id: number; left: number }[] = [];
  let next = 1;
  while (next < 2 * streams || open.length > 0) {
    if (next < 2 * streams && (open.length === 0 || random(3) === 0)) {
      const { request } = encoders;
      const fields = [
        ...(random(20) === 0 ? [request.reset()] : []),
        request.field(':method', 'GET'),
        request.field(':path', `/${next}`),
        request.field('x-id', String(next)),
        request.field('x-same', 'same'),
      ];
      send('request', headers(next, fields, true));
      open.push({ id: next, left: -1 });
      next += 2;
      continue;
    }
    const index = random(open.length);
    const stream = open[index];
    if (!stream) continue;
    const { id } = stream;
    if (stream.left < 0) {
      const { response } = encoders;
      const fields = [response.field(':status', '200'), response.field('x-id', String(id))];
      send('response', headers(id, fields));
      stream.left = random(4);
    } else {
      const content = `<${id}>`.repeat(1 + random(30));
      send('response', data(id, content, stream.left === 0));
      if (stream.left-- === 0) open.splice(index, 1);
    }
    if (random(10) === 0) send('response', frame(6, 0, 0, Buffer.alloc(8)));
  }
  return parts;
}
