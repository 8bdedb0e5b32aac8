import { machine, release } from 'node:os';
import { CaptureFailure } from '../capture/failure.ts';
import { checkHost } from '../check/check.ts';
import { PROTOCOL_VERSION } from '../protocol/messages.ts';
import { Replays } from '../replay/replays.ts';
import { redactorFor, Tracing, type TracingOutput } from '../trace/tracing.ts';
import { agentVersion } from '../version.ts';
import type { RequestHandlers } from './handlers.ts';
import type { Outbox } from './outbox.ts';
import { checkedStart } from './start-params.ts';

/** The agent's answers to the extension. At most one trace is on. */
export class Agent {
  #tracing: Promise<Tracing> | null = null;
  #ending: Promise<void> | undefined;
  readonly #replays = new Replays();

  constructor(
    readonly outbox: Outbox,
    readonly output: TracingOutput,
  ) {}

  readonly handlers: RequestHandlers = {
    initialize: async ({ protocolVersion }) => {
      if (protocolVersion !== PROTOCOL_VERSION) {
        throw new CaptureFailure(
          'protocol-mismatch',
          `The agent speaks version ${PROTOCOL_VERSION} of the protocol, the extension ` +
            `${protocolVersion}: install the extension again.`,
        );
      }
      return {
        protocolVersion: PROTOCOL_VERSION,
        agentVersion,
        kernel: release(),
        architecture: machine(),
        clockMs: Date.now(),
      };
    },
    start: async (params) => {
      await this.end();
      const checked = checkedStart(params);
      this.#replays.redactor = redactorFor(checked);
      const starting = Tracing.start(checked, this.output);
      this.#tracing = starting.then(({ tracing }) => tracing);
      // The failure is the answer; nothing is left to be stopped.
      this.#tracing.catch(() => {
        this.#tracing = null;
      });
      return (await starting).result;
    },
    check: async (params) => checkHost(params),
    replay: (params) => this.#replays.send(params),
    stop: async () => {
      await this.end();
      await this.outbox.drain();
      return { exchanges: this.outbox.exchangesSent };
    },
  };

  /** Ends the trace that is on or about to be; whoever asks meanwhile waits for the same end. */
  end(): Promise<void> {
    this.#ending ??= this.#end().finally(() => {
      this.#ending = undefined;
    });
    return this.#ending;
  }

  async #end(): Promise<void> {
    const tracing = await this.#tracing?.catch(() => null);
    this.#tracing = null;
    await tracing?.stop();
  }
}
