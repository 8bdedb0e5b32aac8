import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';

const suffix = '.trace';
/** Whoever comes to go on with a trace says so at once. */
const silenceMs = 30_000;

/** The agent's own folder: the user's alone, so whoever reaches a socket in it is the user. */
function folder(): string {
  return dirname(process.argv[1] ?? '');
}

/** Where a connection that was cut finds its trace again: a socket beside the agent, named by the trace's id. */
export class MeetingPlace {
  readonly #server: Server;
  readonly #path: string;

  private constructor(server: Server, path: string) {
    this.#server = server;
    this.#path = path;
  }

  /**
   * `arrived` is called for whoever speaks: the agent of another trace only looks whether somebody is here. Rejects where
   * the folder takes no socket.
   */
  static async open(id: string, arrived: (socket: Socket) => void): Promise<MeetingPlace> {
    await removeDeserted();
    const server = createServer((socket) => {
      socket.on('error', () => {}).setTimeout(silenceMs, () => socket.destroy());
      socket.once('data', (first: Buffer) => {
        socket.setTimeout(0);
        socket.unshift(first);
        arrived(socket);
      });
    });
    const name = `${checked(id)}${suffix}`;
    await new Promise<void>((resolve, reject) => {
      server.once('listening', resolve).once('error', reject);
      fromFolder(() => server.listen(name));
    });
    return new MeetingPlace(server, join(folder(), name));
  }

  /** It may be removed from outside, by somebody who wants nothing of this left on the host. */
  get exists(): boolean {
    return existsSync(this.#path);
  }

  async close(): Promise<void> {
    this.#server.close();
    await rm(this.#path, { force: true });
  }
}

/** Connects to the trace of that id. */
export function goTo(id: string): Socket {
  return fromFolder(() => connect(`${checked(id)}${suffix}`));
}

/** Of agents that were killed. */
async function removeDeserted(): Promise<void> {
  const names = await readdir(folder());
  await Promise.all(
    names.filter((name) => name.endsWith(suffix)).map((name) => removeIfDeserted(name)),
  );
}

async function removeIfDeserted(name: string): Promise<void> {
  const code = await new Promise<string | undefined>((resolve) => {
    const socket = fromFolder(() => connect(name));
    socket.once('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  if (code === 'ECONNREFUSED') await rm(join(folder(), name), { force: true });
}

/** The path of a socket may be 107 bytes long, and that of a home folder may be longer: only the name counts here. */
function fromFolder<T>(act: () => T): T {
  const before = process.cwd();
  process.chdir(folder());
  try {
    return act();
  } finally {
    process.chdir(before);
  }
}

function checked(id: string): string {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error(`“${id}” is not the id of a trace`);
  return id;
}
