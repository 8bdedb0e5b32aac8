import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { VmHost } from '../vm/host.ts';
import { sshArguments } from '../vm/ssh.ts';
import { placeFixture } from './connections.ts';
import { type Attachment, LoaderOnHost, type Records } from './loader-on-host.ts';

type Address = readonly [address: string, port: number];

/** One end of a connection, and how many bytes it really moved after the start of the capture. */
export interface MovedEnd {
  readonly local: Address;
  readonly remote: Address;
  readonly sent: number;
  readonly received: number;
}

/** What test/fixtures/moves.py did. */
export interface Moves {
  readonly pid: number;
  /** Who sent the request of a connection, where that was not `pid` alone. */
  readonly children: Readonly<Record<string, readonly number[]>>;
  readonly connections: Readonly<
    Record<
      string,
      { readonly client: MovedEnd; readonly server: MovedEnd; readonly partial?: number }
    >
  >;
  readonly refused: { readonly port: number; readonly errno: number };
}

const program = '/root/moves.py';

export async function placeMoves(host: VmHost): Promise<void> {
  for (const name of ['moves.py', 'uring.py']) await placeFixture(host, name);
}

/** Runs moves.py with a loader that is started after its first connection. */
export async function captureMoves(
  host: VmHost,
  attachment: Attachment,
  options: readonly string[] = [],
): Promise<{ readonly moves: Moves; readonly records: Records }> {
  const words = `python3 ${program}`;
  const child = spawn('ssh', [...sshArguments({ ...host.target, user: 'root' }), words]);
  const exited = once(child, 'close');
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`moves.py ended: ${errors}`);
    return value;
  };
  if ((await line()) !== 'opened') throw new Error('moves.py says something else');
  const loader = new LoaderOnHost(host, attachment, options);
  await loader.ready();
  child.stdin.write('\n');
  const moves = JSON.parse(await line()) as Moves;
  await exited;
  return { moves, records: await loader.stop() };
}

const block = Buffer.from(Array.from({ length: 4093 }, (_, i) => (i * i * 7 + i * 13 + 5) & 255));

/**
 * What several processes send at once comes in any order, and means the same in each; where a send is cut anywhere, by
 * the byte.
 */
const beat = Buffer.from('0123456789abcde\n');
const evenBeat = Buffer.alloc(beat.length, '0');
export const sentAtOnce: readonly string[] = ['at-once-1', 'at-once-2'];
export const atOnce: readonly string[] = [...sentAtOnce, 'amid-a-send', 'read-at-once'];

function stream(head: string, size: number, pattern = block): Buffer {
  const whole = Buffer.alloc(Math.max(head.length + size, 1), pattern);
  // The pattern begins after the head.
  return Buffer.concat([Buffer.from(head), whole]).subarray(0, size);
}

/** What a client of this name sends. */
export function request(name: string, size: number): Buffer {
  if (name === 'framed') return stream('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', size);
  const repeated = name === 'amid-a-send' ? evenBeat : beat;
  const pattern = atOnce.includes(name) ? repeated : block;
  return stream(`POST /${name} HTTP/1.1\r\nHost: localhost\r\n\r\n`, size, pattern);
}

/** What a server of this name sends. */
export function response(name: string, size: number): Buffer {
  if (name === 'row') {
    const each = stream('HTTP/1.1 200 row\r\n\r\n', 100_000);
    return Buffer.alloc(size, each);
  }
  return stream(`HTTP/1.1 ${name === 'upgraded' ? 101 : 200} ${name}\r\n\r\n`, size);
}
