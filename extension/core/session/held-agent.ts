import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Link, patientHeartbeatMs } from '../../../remote-agent/protocol/link.ts';
import type { Deployment } from '../deploy/deploy.ts';
import { reasonOf } from '../text/printable.ts';
import type { Exit, RemoteProcess, Transport } from '../transport/transport.ts';
import { AgentWords, attachToAgent, startAgent } from './agent-process.ts';
import type { Account } from './prompts.ts';
import { SessionError } from './session.ts';

export interface HeldAgentOptions {
  /** How long the agent waits for a connection that was cut; 0: a cut is the end. */
  readonly graceSeconds: number;
  /** Connects to the host once more. */
  reopen(signal: AbortSignal): Promise<Transport>;
  log(line: string): void;
  /** The connection was cut, and is being made again. */
  interrupted(reason: string): void;
  /** It was made again, and nothing that came meanwhile is lost but what is told as lost. */
  resumed(): void;
}

/** Time for a cut connection to show itself, where only the agent's channel has closed so far. */
const CUT_GRACE_MS = 500;
/** Time for the process to end, whose output has. */
const STALLED_MS = 2_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;
/** The agent notices a cut later than this side may; it is looked for that much longer. */
const LATER_MS = 30_000;
/** The same of one that has no grace time, and is patient instead. */
const PATIENT_LATER_MS = 90_000;
/** Time for an agent that is there to answer over a new connection. */
const MEET_TIME_LIMIT_MS = 30_000;

/** An agent on a host and the bytes to and from it, over one connection after the other. */
export class HeldAgent {
  readonly host: string;
  readonly account: Account;
  readonly stdin: Link;
  readonly stdout: Link;
  /** Once the agent ended, or cannot be reached any more. Never rejects. */
  readonly exit: Promise<Exit>;
  /** Its connection was cut, and is being made again. */
  interrupted = false;
  readonly #options: HeldAgentOptions;
  readonly #deployment: Deployment;
  readonly #id: string;
  readonly #words: AgentWords;
  readonly #link: Link;
  readonly #over = new AbortController();
  #transport: Transport;
  #process: RemoteProcess;
  #resolveExit: (exit: Exit) => void = () => {};
  #lost: (reason: string) => void = () => {};
  readonly #cut: Promise<string>;

  static async start(
    transport: Transport,
    deployment: Deployment,
    options: HeldAgentOptions,
    signal: AbortSignal,
  ): Promise<HeldAgent> {
    const id = randomUUID();
    const process = await startAgent(transport, deployment, id, options.graceSeconds, signal);
    return new HeldAgent(transport, deployment, options, id, process);
  }

  private constructor(
    transport: Transport,
    deployment: Deployment,
    options: HeldAgentOptions,
    id: string,
    process: RemoteProcess,
  ) {
    this.host = transport.host;
    this.account = transport.account;
    this.#transport = transport;
    this.#deployment = deployment;
    this.#options = options;
    this.#id = id;
    this.#process = process;
    this.#words = new AgentWords((line) => options.log(line));
    const patient = options.graceSeconds === 0 ? { heartbeatMs: patientHeartbeatMs } : {};
    this.#link = new Link(patient);
    this.stdin = this.#link;
    this.stdout = this.#link;
    this.exit = new Promise((resolve) => {
      this.#resolveExit = resolve;
    });
    this.#cut = new Promise((resolve) => {
      this.#lost = resolve;
    });
    // Whoever reads it is told; without a reader it must not be an uncaught one.
    this.#link.on('error', () => {});
    this.#carry(transport, process);
    void this.#follow(transport, process);
  }

  /** How long the agent may go on where it cannot be reached. */
  get outlivesSeconds(): number {
    const { graceSeconds } = this.#options;
    return graceSeconds + (graceSeconds === 0 ? PATIENT_LATER_MS : LATER_MS) / 1000;
  }

  lastWords(): string {
    return this.#words.last || this.#process.preamble();
  }

  /** Called once when the host cannot be reached any more. */
  onLost(listener: (reason: string) => void): void {
    void this.#cut.then(listener);
  }

  kill(): void {
    this.#process.kill();
  }

  /** Closes the connection, or ends the attempts to make it again. Never rejects. */
  async dispose(): Promise<void> {
    this.#over.abort();
    await this.#transport.dispose();
  }

  #carry(transport: Transport, process: RemoteProcess): void {
    this.#transport = transport;
    this.#process = process;
    this.#words.listen(process);
    this.#link.attach({ readable: process.stdout, writable: process.stdin });
  }

  async #follow(transport: Transport, process: RemoteProcess): Promise<void> {
    const cut = new Promise<string>((resolve) => transport.onClose(resolve));
    const exit = await Promise.race([process.exit, this.#stalled(process)]);
    if (exit === undefined) {
      if (!this.#over.signal.aborted) await this.#goOn('nothing came over it any more');
      return;
    }
    // A connection that was cut ends the process of this side without a status.
    const reason =
      exit.code === null && exit.signal === undefined ? await within(CUT_GRACE_MS, cut) : undefined;
    if (reason === undefined || this.#over.signal.aborted) this.#end(exit);
    else await this.#goOn(reason);
  }

  /** Resolves when the link let its carrier go, although the process at its other end is still there. */
  async #stalled(process: RemoteProcess): Promise<undefined> {
    do {
      await new Promise((resolve) => this.#link.once('dropped', resolve));
    } while (
      this.#link.readableEnded ||
      this.#link.destroyed ||
      (await within(STALLED_MS, process.exit)) !== undefined
    );
  }

  async #goOn(reason: string): Promise<void> {
    const { graceSeconds, interrupted, resumed, log } = this.#options;
    this.#link.letGo();
    if (graceSeconds === 0) {
      this.#giveUp(reason);
      return;
    }
    this.interrupted = true;
    interrupted(reason);
    const until = Date.now() + graceSeconds * 1000 + LATER_MS;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      await pause(wait, this.#over.signal);
      if (this.#over.signal.aborted) {
        this.#end({ code: null });
        return;
      }
      try {
        if (await this.#tryAgain()) resumed();
        else this.#giveUp('the host had ended the trace meanwhile');
        return;
      } catch (error) {
        log(`Connecting again failed: ${reasonOf(error)}.`);
        if (isFinal(error) || Date.now() > until) {
          this.#giveUp(`${reason}, and it could not be made again`);
          return;
        }
      }
    }
  }

  /** @returns whether the agent was still there */
  async #tryAgain(): Promise<boolean> {
    const before = this.#transport;
    const transport = await this.#options.reopen(this.#over.signal);
    try {
      const process = await attachToAgent(transport, this.#deployment, this.#id, this.#over.signal);
      const met = new Promise<true>((resolve) => this.#link.once('resumed', () => resolve(true)));
      this.#carry(transport, process);
      void before.dispose();
      const exit = await within(MEET_TIME_LIMIT_MS, Promise.race([met, process.exit]));
      if (exit !== true) {
        this.#link.letGo();
        if (exit !== undefined && exit.code !== null) return false;
        throw new SessionError('connection-lost', `The connection to ${this.host} was cut again`);
      }
      this.interrupted = false;
      void this.#follow(transport, process);
      return true;
    } catch (error) {
      await transport.dispose();
      throw error;
    }
  }

  #giveUp(reason: string): void {
    this.#lost(reason);
    this.#end({ code: null });
  }

  #end(exit: Exit): void {
    this.#over.abort();
    this.#link.letGo();
    if (!this.#link.readableEnded && !this.#link.destroyed) this.#link.push(null);
    this.#resolveExit(exit);
  }
}

/** What waiting does not mend. */
function isFinal(error: unknown): boolean {
  return (
    error instanceof SessionError &&
    error.code !== 'unreachable' &&
    error.code !== 'connection-lost'
  );
}

/** What a promise resolves to, or `undefined` after the time. */
export async function within<T>(limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ends early when the signal does. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
