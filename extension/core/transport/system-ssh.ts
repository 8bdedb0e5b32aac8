import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account, Prompts } from '../session/prompts.ts';
import { SessionError, type TraceTarget } from '../session/session.ts';
import { accountOf } from '../ssh/account.ts';
import type { SshSettings } from '../ssh/configuration/settings.ts';
import { Askpass } from '../ssh/system/askpass.ts';
import { execWords, LOGGED_IN, loginWords, type Meeting } from '../ssh/system/command.ts';
import { sshFailure } from '../ssh/system/failure.ts';
import { type AskedSoFar, sshQuestions } from '../ssh/system/questions.ts';
import { keyWithCertificate } from '../ssh/system/reason.ts';
import { printable, reasonOf } from '../text/printable.ts';
import { orAborted } from './aborted.ts';
import { asRemoteProcess, signalGroup, spawned } from './child.ts';
import { announced } from './preamble.ts';
import { shellCommand } from './shell.ts';
import type { Exit, RemoteProcess, Transport } from './transport.ts';

const CLOSE_TIME_LIMIT_MS = 2_000;
const KEPT_WORDS = 16 << 10;

export interface SystemSshOptions {
  readonly target: TraceTarget;
  readonly settings: SshSettings;
  /** Name or path of the program. */
  readonly program: string;
  readonly prompts: Prompts;
  readonly signal: AbortSignal;
  log(line: string): void;
}

/**
 * Runs programs on a host through the system's own `ssh`. One of them logs in and holds the connection; the others
 * share it (ControlPath), so that nothing is asked twice.
 */
export class SystemSshTransport implements Transport {
  readonly host: string;
  readonly account: Account;
  readonly #options: SystemSshOptions;
  readonly #folder: string;
  readonly #meeting: Meeting;
  readonly #running = new Map<ChildProcessWithoutNullStreams, Promise<Exit>>();
  #askpass: Askpass | undefined;
  #login: ChildProcessWithoutNullStreams | undefined;
  #closed: Promise<void> = new Promise(() => {});
  #said = '';
  #disposing = false;

  private constructor(options: SystemSshOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.host = options.target.destination;
    this.account = accountOf(options.settings);
    this.#meeting = process.platform === 'win32' ? {} : { controlPath: join(folder, 'c') };
  }

  /**
   * Logs in.
   *
   * @throws SessionError; nothing is left running then
   */
  static async open(options: SystemSshOptions): Promise<SystemSshTransport> {
    const folder = await mkdtemp(join(tmpdir(), 'http-trace-ssh-'));
    const transport = new SystemSshTransport(options, folder);
    try {
      await transport.#logIn();
      return transport;
    } catch (error) {
      await transport.dispose();
      if (options.signal.aborted) {
        throw new SessionError('cancelled', `Connecting to ${transport.host} was cancelled.`);
      }
      throw error;
    }
  }

  async exec(script: string): Promise<RemoteProcess> {
    const { script: whole, nonce } = announced(script);
    const { target, settings } = this.#options;
    const words = execWords(target, settings, this.#meeting, this.#mute, shellCommand(whole));
    const child = this.#spawn(words);
    const process = asRemoteProcess(child, nonce, () => signalGroup(child, 'SIGTERM'));
    // 255 is ssh's own word that there is no connection any more.
    const exit = process.exit.then((end) => (end.code === 255 ? { code: null } : end));
    this.#running.set(child, exit);
    void exit.then(() => this.#running.delete(child));
    try {
      await spawned(child);
    } catch (error) {
      throw new SessionError(
        'connection-lost',
        `${this.#options.program} could not be started to run a command on ${this.host} (${reasonOf(error)}).`,
        { cause: error },
      );
    }
    return { ...process, exit };
  }

  onClose(listener: (reason: string) => void): void {
    void this.#closed.then(() => {
      if (!this.#disposing) listener(printable(this.#said.trim().split('\n').at(-1) ?? ''));
    });
  }

  async dispose(): Promise<void> {
    this.#disposing = true;
    const ended = [...this.#running].map(([child, exit]) => {
      child.stdin.end();
      child.stdout.resume();
      child.stderr.resume();
      return exit;
    });
    await withinLimit(Promise.all(ended));
    for (const child of this.#running.keys()) signalGroup(child, 'SIGKILL');
    const login = this.#login;
    if (login && login.exitCode === null && login.signalCode === null) {
      const gone = new Promise((resolve) => login.once('close', resolve));
      signalGroup(login, 'SIGTERM');
      await withinLimit(gone);
      signalGroup(login, 'SIGKILL');
    }
    this.#askpass?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #logIn(): Promise<void> {
    const { target, settings, prompts, signal } = this.#options;
    signal.throwIfAborted();
    const so: AskedSoFar = { cancelled: false };
    if (!this.#mute) {
      const login = { settings, pid: () => this.#login?.pid };
      this.#askpass = await Askpass.open(this.#folder, sshQuestions(login, prompts, so));
    }
    // Where connections cannot be shared, each program logs in by itself.
    if (this.#meeting.controlPath === undefined) return;
    const child = this.#spawn(loginWords(target, settings, this.#meeting, this.#mute));
    this.#login = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-KEPT_WORDS);
      for (const line of text.split('\n')) {
        if (line.trim() !== '') this.#options.log(`ssh: ${printable(line, 2000)}`);
      }
    });
    this.#closed = new Promise((resolve) => child.once('close', () => resolve()));
    const loggedIn = new Promise<void>((resolve, reject) => {
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text = (text + chunk).slice(-KEPT_WORDS);
        if (text.includes(LOGGED_IN)) resolve();
      });
      child.once('error', (error) => {
        const message = `The program ${this.#options.program} could not be started (${reasonOf(error)}); install OpenSSH's client, or name it in the setting httpTrace.sshPath.`;
        reject(new SessionError('bad-setting', message, { cause: error }));
      });
      void this.#closed.then(async () => {
        if (so.cancelled) {
          reject(new SessionError('cancelled', `Logging in to ${this.host} was cancelled.`));
        } else {
          const certified = await keyWithCertificate(settings);
          reject(await sshFailure(this.host, this.#said, certified));
        }
      });
    });
    await orAborted(loggedIn, signal);
  }

  /** Nobody can be asked: ssh is told so, and passes over what would need an answer. */
  get #mute(): boolean {
    const { prompts, settings } = this.#options;
    return prompts.interactive === false || settings.login.batch || process.platform === 'win32';
  }

  #spawn(words: readonly string[]): ChildProcessWithoutNullStreams {
    return spawn(this.#options.program, words, {
      stdio: 'pipe',
      // Without a terminal, which Ctrl-C and ssh's own questions would come through.
      detached: process.platform !== 'win32',
      windowsHide: true,
      env: { ...process.env, ...this.#askpass?.environment },
    });
  }
}

async function withinLimit(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, CLOSE_TIME_LIMIT_MS);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
