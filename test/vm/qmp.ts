import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A place for qemu's control socket: short, because a Unix socket's path has 107 characters at most. */
export function qmpSocket(): { path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'ht-qmp-'));
  return {
    path: join(folder, 'socket'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A conversation with a running qemu in the QEMU Machine Protocol (docs/interop/qmp-spec in qemu's sources). */
export class Qmp {
  private constructor(
    private readonly socket: Socket,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** Connects to the socket; undefined when qemu does not listen there yet. */
  static async connect(path: string): Promise<Qmp | undefined> {
    const socket = connect(path);
    const connected = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (!connected) return undefined;
    socket.on('error', () => undefined);
    const qmp = new Qmp(socket, createInterface({ input: socket })[Symbol.asyncIterator]());
    await qmp.execute('qmp_capabilities');
    return qmp;
  }

  /** Runs a command and returns its answer. */
  async execute(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
    this.socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) throw new Error(`qemu hung up while it was told "${command}".`);
      const message = JSON.parse(value) as { return?: unknown; error?: { desc: string } };
      if (message.error) throw new Error(`qemu refused "${command}": ${message.error.desc}.`);
      // Greeting and events come in between.
      if ('return' in message) return message.return;
    }
  }

  /** Asks for the `status` that `query` tells, until it is one of `wanted`. */
  async waitForStatus(
    query: 'query-status' | 'query-migrate',
    wanted: readonly string[],
    timeoutMs: number,
  ): Promise<string> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const { status = '' } = (await this.execute(query)) as { status?: string };
      if (wanted.includes(status)) return status;
      if (Date.now() > until) throw new Error(`qemu was still "${status}" after ${timeoutMs} ms.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): void {
    this.socket.destroy();
  }
}
