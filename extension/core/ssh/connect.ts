import ssh2, { type AuthHandlerMiddleware, type Client } from 'ssh2';
import type { Prompts } from '../session/prompts.ts';
import { SessionError } from '../session/session.ts';
import { printable } from '../text/printable.ts';
import { orAborted } from '../transport/aborted.ts';
import { offeredAlgorithms } from './algorithms.ts';
import { Authenticator } from './authentication/authenticator.ts';
import { watchRefusals } from './authentication/refusals.ts';
import { unasked } from './batch.ts';
import type { SshSettings } from './configuration/settings.ts';
import { Deadline } from './deadline.ts';
import { asConnectError, type ConnectPhase, timedOut } from './errors.ts';
import { HostKeyVerifier } from './host-key.ts';
import { watchForSilence } from './silence.ts';
import { openWay, type Way } from './way.ts';

export interface ConnectOptions {
  readonly prompts: Prompts;
  readonly signal: AbortSignal;
  log(line: string): void;
  /** The server's key was verified; what follows is logging in. */
  authenticating(): void;
}

/** A connection that is logged in. */
export interface SshConnection {
  /** Has no listeners for `error` and `close`: add them at once. */
  readonly client: Client;
  /** At once, for when the other side does not answer any more; what it led through is closed too. */
  close(): void;
}

/**
 * Connects and logs in with ssh2, first to each host on the way. Nothing secret is offered to any of them before its
 * host key is verified.
 *
 * @throws SessionError; nothing is left open then
 */
export async function connectSsh(
  settings: SshSettings,
  options: ConnectOptions,
): Promise<SshConnection> {
  const { signal } = options;
  const prompts = settings.login.batch ? unasked(options.prompts) : options.prompts;
  const log = (line: string) => options.log(line);
  const verifier = await HostKeyVerifier.create(settings, prompts, log);
  const client = new ssh2.Client();
  let way: Way | undefined;
  let phase: ConnectPhase = 'connecting';
  let deadline: Deadline | undefined;

  try {
    signal.throwIfAborted();
    const opened = await openWay(settings, signal, (hop) => {
      log(`${settings.destination} is reached through ${hop.destination}.`);
      return connectSsh(hop, options);
    });
    way = opened;
    const failed = (error?: Error) => asConnectError(error, settings, phase, opened.reason());
    signal.throwIfAborted();
    const ready = new Promise<void>((resolve, reject) => {
      deadline = new Deadline(settings.connectTimeoutMs, () => reject(timedOut(settings, phase)));
      const { whileAsking } = deadline;
      const authenticator = new Authenticator({
        settings,
        prompts,
        log,
        whileAsking,
        fail: reject,
      });

      client.on('banner', (text) => log(`${settings.destination}: ${printable(text, 2000)}`));
      client.on('error', (error) => {
        // The agent's refusals are not the connection's: the next key or method is tried.
        if (error.level === 'agent') log(`${settings.destination}: ${printable(error.message)}`);
        else reject(failed(error));
      });
      client.on('close', () => reject(failed()));
      client.on('handshake', () => {
        if (phase !== 'connecting') return;
        phase = 'authenticating';
        options.authenticating();
        void verifier.record();
      });
      client.once('ready', resolve);
      client.connect({
        sock: opened.stream,
        username: settings.user,
        algorithms: offeredAlgorithms(verifier.knownTypes),
        // ssh2's own limit would run on while the user reads a question.
        readyTimeout: 0,
        keepaliveInterval: settings.keepaliveIntervalMs,
        // Whether they are answered in time is judged by watchForSilence().
        keepaliveCountMax: Number.POSITIVE_INFINITY,
        hostVerifier: (key: Buffer, verified: (valid: boolean) => void) => {
          whileAsking(() => verifier.verify(key)).then(
            () => verified(true),
            (error: unknown) => {
              reject(error);
              verified(false);
            },
          );
        },
        authHandler: authenticator.handler as AuthHandlerMiddleware,
      });
      watchRefusals(client, authenticator.refused);
    });
    await orAborted(ready, signal);
    client.removeAllListeners('error').removeAllListeners('close').removeAllListeners('banner');
    const { stream } = opened;
    const end = watchForSilence(stream, settings.keepaliveIntervalMs, (seconds) => {
      client.emit('error', new Error(`nothing came from it for ${seconds} s`));
      stream.destroy();
    });
    client.once('close', () => {
      end();
      opened.close();
    });
    return { client, close: () => opened.close() };
  } catch (error) {
    client.on('error', () => {});
    way?.close();
    if (signal.aborted) {
      throw new SessionError('cancelled', `Connecting to ${settings.destination} was cancelled.`);
    }
    throw error;
  } finally {
    deadline?.clear();
  }
}
