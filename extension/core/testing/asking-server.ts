import { type AddressInfo, connect } from 'node:net';
import ssh2 from 'ssh2';

/**
 * An SSH server with one password, which leads on to others; keeps what it was offered. It answers no request for a
 * session, and none at all once it is `mute`, but for keep-alives.
 */
export class AskingServer {
  readonly offered: string[] = [];
  mute = false;
  readonly #server: ssh2.Server;

  private constructor(password: string) {
    const { private: hostKey } = ssh2.utils.generateKeyPairSync('ed25519');
    this.#server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
      connection.on('error', () => {});
      connection.on('authentication', (context) => {
        if (context.method !== 'password') return context.reject(['password']);
        this.offered.push(context.password);
        if (context.password === password) context.accept();
        else context.reject(['password']);
      });
      connection.on('session', () => {});
      connection.on('tcpip', (accept, _reject, { destIP, destPort }) => {
        if (this.mute) return;
        const socket = connect(destPort, destIP).on('error', () => {});
        const channel = accept().on('error', () => {});
        socket.pipe(channel).pipe(socket);
      });
    });
  }

  static async start(password: string): Promise<AskingServer> {
    const server = new AskingServer(password);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.close();
  }
}
