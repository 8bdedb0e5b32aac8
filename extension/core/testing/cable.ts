import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP relay on loopback that a test can cut or silence, as happens to networks. */
export interface Cable {
  readonly port: number;
  /** Resets what is connected. */
  cut(): void;
  /** Lets nothing through any more, and closes nothing. */
  silence(): void;
  /** Takes connections from now on without passing anything on. */
  silenceNew(): void;
  /** Whether connections are reset at once from now on. */
  refuse(refused: boolean): void;
  /** Bytes that came from the client so far. */
  sent(): number;
  close(): Promise<void>;
}

/**
 * @param oneWayMs how long each byte is under way, in both directions
 * @param bytesPerSecond how many it takes from the client
 */
export async function layCable(
  to: number,
  oneWayMs = 0,
  bytesPerSecond = Number.POSITIVE_INFINITY,
): Promise<Cable> {
  const sockets = new Set<Socket>();
  let sent = 0;
  let silent = false;
  let refusing = false;
  const server: Server = createServer((near) => {
    if (refusing) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(to, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    near.on('data', (chunk) => {
      sent += chunk.length;
    });
    if (silent) return;
    if (bytesPerSecond < Number.POSITIVE_INFINITY) trickle(near, far, bytesPerSecond);
    else carry(near, far, oneWayMs);
    carry(far, near, oneWayMs);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: address.port,
    cut,
    silence: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    silenceNew: () => {
      silent = true;
    },
    refuse: (refused) => {
      refusing = refused;
    },
    sent: () => sent,
    close: async () => {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function trickle(from: Socket, to: Socket, bytesPerSecond: number): void {
  from.on('data', (chunk) => {
    from.pause();
    setTimeout(
      () => {
        to.write(chunk);
        from.resume();
      },
      (1000 * chunk.length) / bytesPerSecond,
    );
  });
  from.on('end', () => to.end());
}

function carry(from: Socket, to: Socket, delayMs: number): void {
  if (delayMs === 0) {
    from.pipe(to);
    return;
  }
  // Timers of one duration fire in order.
  from.setNoDelay(true).on('data', (chunk) => setTimeout(() => to.write(chunk), delayMs));
  from.on('end', () => setTimeout(() => to.end(), delayMs));
}
