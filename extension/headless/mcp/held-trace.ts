import { Redactor } from '../../../remote-agent/redaction/redactor.ts';
import type { AssistantSource } from '../../core/assistant/source.ts';
import { statusText } from '../../core/assistant/status-text.ts';
import type { Artefacts } from '../../core/deploy/artefacts.ts';
import type { Session, SessionError } from '../../core/session/session.ts';
import { startSession } from '../../core/session/start.ts';
import { TraceStore } from '../../core/store/trace-store.ts';
import { describeStep, tellOfCuts } from '../steps.ts';
import { mutePrompts } from '../terminal-prompts.ts';
import type { McpArguments } from './arguments.ts';
import { SourceRoutes } from './source-routes.ts';

const limits = { maxExchanges: 50_000, maxConnections: 50_000, maxBytes: 200 * 1024 * 1024 };

/** A trace whose exchanges are held while it runs, and after it has ended by itself. */
export class HeldTrace {
  readonly store = new TraceStore(limits);
  private readonly abort = new AbortController();
  private session: Session | undefined;
  private failure: SessionError | undefined;

  constructor(
    private readonly given: McpArguments,
    private readonly artefacts: Artefacts,
    private readonly say: (line: string) => void,
  ) {}

  /** @throws SessionError */
  async start(): Promise<AssistantSource> {
    const { target, options, sources } = this.given;
    const { store, say } = this;
    this.session = await startSession(target, options, {
      prompts: mutePrompts,
      artefacts: this.artefacts,
      signal: this.abort.signal,
      listener: {
        step: (step, detail) => say(describeStep(step, detail)),
        exchanges: (items) => store.addExchanges(items),
        connections: (items) => store.addConnections(items),
        losses: (items) => store.addLosses(items),
        ...tellOfCuts(say),
        ended: (error) => {
          this.failure = error;
          if (error) say(error.message);
        },
        log: say,
      },
    });
    const { design, attachment } = this.session.started;
    const how = `Tracing ${target.destination} with ${design} by ${attachment}.`;
    say(how);
    const routes = sources === undefined ? undefined : new SourceRoutes(sources, store, say);
    const redactor = new Redactor(options.secretPatterns);
    return {
      store,
      status: () => statusText(this.failure ? `It has ended: ${this.failure.message}` : how, store),
      redactor: () => redactor,
      routes: async () => await routes?.current(),
    };
  }

  /**
   * Ends it, whether it is on or still being started; nothing is left on the host then.
   * @throws SessionError where the host could not be told
   */
  async stop(starting: Promise<unknown>): Promise<void> {
    this.abort.abort();
    await starting.catch(() => undefined);
    try {
      await this.session?.stop();
    } finally {
      this.store.dispose();
    }
  }
}
