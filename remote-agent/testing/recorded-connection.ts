import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { MessageSide } from '../protocol/exchange.ts';

/** Bytes that went one way; `request` is what the client sends. */
export interface RecordedPart {
  readonly side: MessageSide;
  readonly bytes: Buffer;
}

/** What went over a real connection on this machine's loopback, in its order. */
export interface Recording {
  readonly parts: readonly RecordedPart[];
}

/** A port that passes its one connection on to `server`, and keeps what goes over it. */
export class Recorder {
  readonly parts: RecordedPart[] = [];
  readonly #proxy: Server;

  private constructor(proxy: Server) {
    this.#proxy = proxy;
  }

  static async before(server: Server | { address(): AddressInfo | string | null }) {
    const { port } = server.address() as AddressInfo;
    const proxy = createServer();
    const recorder = new Recorder(proxy);
    proxy.on('connection', (client) => recorder.#pass(client, connect(port, '127.0.0.1')));
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    return recorder;
  }

  get port(): number {
    return (this.#proxy.address() as AddressInfo).port;
  }

  close(): void {
    this.#proxy.close();
  }

  #pass(client: Socket, server: Socket): void {
    const pipe = (from: Socket, to: Socket, side: MessageSide) => {
      from.on('data', (bytes) => {
        this.parts.push({ side, bytes });
        to.write(bytes);
      });
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
    };
    pipe(client, server, 'request');
    pipe(server, client, 'response');
  }
}
