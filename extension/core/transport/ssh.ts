import type { Client, ClientChannel } from 'ssh2';
import type { Account } from '../session/prompts.ts';
import { SessionError } from '../session/session.ts';
import type { SshConnection } from '../ssh/connect.ts';
import { reasonOf } from '../text/printable.ts';
import { orAborted } from './aborted.ts';
import { announced, PreambleFilter } from './preamble.ts';
import { shellCommand } from './shell.ts';
import type { Exit, RemoteProcess, Transport } from './transport.ts';

const CLOSE_TIME_LIMIT_MS = 2_000;
/** A server may answer keep-alives and nothing else. */
const OPEN_TIME_LIMIT_MS = 30_000;

/** Runs programs through the exec channels of an SSH connection that is logged in. */
export class SshTransport implements Transport {
  readonly host: string;
  readonly account: Account;
  readonly #client: Client;
  readonly #close: () => void;
  readonly #closed: Promise<void>;
  #closeReason: string | undefined;
  #disposing = false;

  constructor(
    { client, close }: SshConnection,
    host: string,
    account: Account = { destination: host },
  ) {
    this.#client = client;
    this.#close = close;
    this.host = host;
    this.account = account;
    let lastError: string | undefined;
    client.on('error', (error) => {
      lastError = reasonOf(error);
    });
    this.#closed = new Promise((resolve) => {
      client.once('close', () => {
        this.#closeReason = lastError ?? 'the server closed it';
        resolve();
      });
    });
  }

  async exec(script: string, signal?: AbortSignal): Promise<RemoteProcess> {
    const { script: whole, nonce } = announced(script);
    const channel = await this.#open(shellCommand(whole), signal);
    const stdout = new PreambleFilter(nonce);
    channel.pipe(stdout);
    // A write to a channel that the other side closed must not become an unhandled error.
    channel.on('error', () => {});
    channel.stderr.on('error', () => {});
    const exit = new Promise<Exit>((resolve) => {
      channel.once('close', (code?: number | null, signal?: string) => {
        resolve({ code: code ?? null, ...(signal === undefined ? {} : { signal }) });
      });
      void this.#closed.then(() => resolve({ code: null }));
    });
    return {
      stdin: channel,
      stdout,
      stderr: channel.stderr,
      exit,
      preamble: () => stdout.preamble,
      kill: () => {
        channel.signal('TERM');
        channel.close();
      },
    };
  }

  onClose(listener: (reason: string) => void): void {
    void this.#closed.then(() => {
      if (!this.#disposing) listener(this.#closeReason ?? '');
    });
  }

  async dispose(): Promise<void> {
    this.#disposing = true;
    this.#client.end();
    const timer = setTimeout(() => this.#close(), CLOSE_TIME_LIMIT_MS);
    await this.#closed;
    clearTimeout(timer);
  }

  async #open(command: string, signal: AbortSignal | undefined): Promise<ClientChannel> {
    let waiting = true;
    const opened = new Promise<ClientChannel>((resolve, reject) => {
      this.#client.exec(command, (error, channel) => {
        if (error) reject(error);
        else if (waiting) resolve(channel);
        else channel.on('error', () => {}).close();
      });
      void this.#closed.then(() => reject(new Error(this.#closeReason ?? 'closed')));
    });
    const limit = AbortSignal.timeout(OPEN_TIME_LIMIT_MS);
    try {
      return await orAborted(opened, signal ? AbortSignal.any([signal, limit]) : limit);
    } catch (error) {
      signal?.throwIfAborted();
      const reason = limit.aborted ? 'it did not answer' : reasonOf(error);
      throw new SessionError(
        'connection-lost',
        `${this.host} would not run a command (${reason}); check the connection and the server's limits.`,
        { cause: error },
      );
    } finally {
      waiting = false;
    }
  }
}
