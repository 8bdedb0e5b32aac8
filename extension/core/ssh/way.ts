import { connect as connectSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { SessionError } from '../session/session.ts';
import { reasonOf } from '../text/printable.ts';
import type { SshSettings } from './configuration/settings.ts';
import { localEnd } from './local-end.ts';
import { CommandStream } from './proxy-command.ts';

/** The bytes between this machine and an SSH server. */
export interface Way {
  readonly stream: Duplex;
  /** Ends it, and what it leads through; at once. */
  close(): void;
  /** Why it ended by itself, where whatever it leads through says so. */
  reason(): string | undefined;
}

/**
 * Opens the way to an SSH server: a socket, the standard streams of a ProxyCommand, or a channel of a host that
 * is logged in to.
 *
 * @param logInTo connects to a host on the way
 * @throws SessionError
 */
export async function openWay(
  settings: SshSettings,
  signal: AbortSignal,
  logInTo: (hop: SshSettings) => Promise<{ readonly client: Client; close(): void }>,
): Promise<Way> {
  const { hostName, port, proxy, destination, connectTimeoutMs } = settings;
  if (proxy === undefined) {
    const from = await localEnd(settings);
    const socket = connectSocket({ host: hostName, port, noDelay: true, ...from });
    return { stream: socket, close: () => socket.destroy(), reason: () => undefined };
  }
  if (proxy.kind === 'command') {
    const stream = new CommandStream(proxy.command);
    return {
      stream,
      close: () => stream.destroy(),
      reason: () =>
        stream.lastWords &&
        `The ProxyCommand of ${destination} ended (${stream.lastWords}); check it in the ssh configuration.`,
    };
  }
  const hop = await logInTo(proxy.via);
  const close = () => {
    hop.client.end();
    hop.close();
  };
  signal.addEventListener('abort', close, { once: true });
  try {
    const stream = await forward(hop.client, hostName, port, connectTimeoutMs);
    return { stream, close, reason: () => undefined };
  } catch (error) {
    close();
    throw new SessionError(
      'unreachable',
      `${proxy.via.destination} did not connect to ${destination} at ${hostName}:${port} (${reasonOf(error)}); check that address from there, and that its server allows TCP forwarding.`,
      { cause: error },
    );
  } finally {
    signal.removeEventListener('abort', close);
  }
}

/** The time limit is that of connecting: for OpenSSH a host on the way is part of that. */
function forward(client: Client, host: string, port: number, limitMs: number): Promise<Duplex> {
  let timer: NodeJS.Timeout | undefined;
  const opened = new Promise<Duplex>((resolve, reject) => {
    const late = () => reject(new Error(`it did not answer within ${limitMs / 1000} s`));
    timer = setTimeout(late, limitMs);
    client.on('error', () => {});
    client.once('close', () => reject(new Error('its connection was closed')));
    client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      if (error) reject(error);
      else resolve(channel);
    });
  });
  return opened.finally(() => clearTimeout(timer));
}
