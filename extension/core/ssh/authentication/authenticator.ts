import type { AnyAuthMethod, AuthenticationType, NextAuthHandler } from 'ssh2';
import { maxTries, type Prompts } from '../../session/prompts.ts';
import { SessionError } from '../../session/session.ts';
import { printable } from '../../text/printable.ts';
import { accountOf } from '../account.ts';
import type { LoginMethod, SshSettings } from '../configuration/settings.ts';
import { type KeyAttempt, keyAttempts } from './keys.ts';
import type { Refusal } from './refusals.ts';

/** What the authentication needs of the connection that it belongs to. */
export interface AuthenticationContext {
  readonly settings: SshSettings;
  readonly prompts: Prompts;
  log(line: string): void;
  /** Runs something that waits for the user, so that no time limit runs meanwhile. */
  whileAsking<T>(ask: () => Promise<T>): Promise<T>;
  /** Ends the connection: there is no way left to log in. */
  fail(error: SessionError): void;
}

/** One of the server's questions (RFC 4256, section 3.2), perhaps with several prompts or with none. */
interface Round {
  readonly name: string;
  readonly instructions: string;
  readonly prompts: readonly { readonly prompt: string; readonly echo?: boolean }[];
  readonly attempt: number;
}

/**
 * Chooses the authentication methods of one connection in the configuration's order, which is OpenSSH's where it says
 * none: keys (agent, then files), keyboard-interactive, password. Secrets are asked for only when their turn comes and the server accepts them.
 */
export class Authenticator {
  readonly #context: AuthenticationContext;
  readonly #tried: string[] = [];
  #keys: KeyAttempt[] | undefined;
  #interactiveTries = 0;
  /** How often the user was asked: a password and questions, which are mostly the same password, share the bound. */
  #asked = 0;
  #accepted: readonly string[] = [];
  #left: readonly AuthenticationType[] = [];
  /** A factor was right since the last choice. */
  #passed = false;

  constructor(context: AuthenticationContext) {
    this.#context = context;
  }

  /** To be told of each refusal: of those of an agent's keys ssh2 says nothing to its handler. */
  readonly refused = ({ methods, partialSuccess }: Refusal): void => {
    this.#left = methods;
    this.#passed ||= partialSuccess;
  };

  /** ssh2's `authHandler`. The first call has no list of methods: asking for `none` gets it. */
  readonly handler = (
    methodsLeft: readonly AuthenticationType[] | null,
    _partialSuccess: boolean | null,
    next: NextAuthHandler,
  ): void => {
    const username = this.#context.settings.user;
    if (methodsLeft === null) {
      // Asynchronous like all other answers: ssh2 takes a synchronous one differently.
      queueMicrotask(() => next({ type: 'none', username }));
      return;
    }
    if (this.#accepted.length === 0 || this.#passed) this.#accepted = this.#left;
    if (this.#passed) this.#asked = 0;
    this.#passed = false;
    this.#choose(new Set<string>(this.#left)).then(
      (method) => (method ? next(method) : this.#context.fail(this.#exhausted())),
      (error: unknown) => this.#context.fail(asSessionError(error, this.#context.settings)),
    );
  };

  async #choose(left: ReadonlySet<string>): Promise<AnyAuthMethod | undefined> {
    for (const name of this.#context.settings.login.methods) {
      const method = left.has(name) ? await this.#next[name]() : undefined;
      if (method) return method;
    }
    return undefined;
  }

  /** The next try of each method, while there is one. */
  readonly #next: Readonly<Record<LoginMethod, () => Promise<AnyAuthMethod | undefined>>> = {
    publickey: async () => {
      this.#keys ??= await keyAttempts(this.#context);
      const attempt = this.#keys.shift();
      if (!attempt) return undefined;
      this.#note(attempt.description);
      return { type: 'agent', username: this.#context.settings.user, agent: attempt.agent };
    },
    'keyboard-interactive': async () => {
      const { settings } = this.#context;
      // A server may turn down questions without having asked any.
      if (!this.#mayAsk || this.#interactiveTries >= this.#tries) return undefined;
      this.#interactiveTries++;
      let attempt: number | undefined;
      this.#note('answers to its questions');
      return {
        type: 'keyboard-interactive',
        username: settings.user,
        prompt: (name, instructions, _language, prompts, finish) => {
          if (prompts.length > 0) attempt ??= ++this.#asked;
          this.#answer({ name, instructions, prompts, attempt: attempt ?? 1 }).then(
            (answers) => finish([...answers]),
            (error: unknown) => this.#context.fail(asSessionError(error, settings)),
          );
        },
      };
    },
    password: async () => {
      if (!this.#mayAsk) return undefined;
      const { settings, prompts, whileAsking } = this.#context;
      const question = { ...accountOf(settings), ...this.#try(++this.#asked) };
      this.#note('password');
      const password = await whileAsking(() => prompts.password(question));
      if (password === undefined) throw cancelled(settings);
      return { type: 'password', username: settings.user, password };
    },
  };

  get #tries(): number {
    return this.#context.settings.login.passwordPrompts;
  }

  get #mayAsk(): boolean {
    return this.#context.prompts.interactive !== false && this.#asked < this.#tries;
  }

  #try(attempt: number): { readonly attempt: number; readonly tries?: number } {
    return this.#tries === maxTries ? { attempt } : { attempt, tries: this.#tries };
  }

  async #answer({ name, instructions, prompts, attempt }: Round): Promise<readonly string[]> {
    const { settings, whileAsking } = this.#context;
    const answers = await whileAsking(() =>
      this.#context.prompts.keyboardInteractive({
        ...accountOf(settings),
        ...this.#try(attempt),
        title: printable(name),
        instructions: printable(instructions, 2000),
        prompts: prompts.map(({ prompt, echo }) => ({
          text: printable(prompt),
          echo: echo === true,
        })),
      }),
    );
    if (answers === undefined) throw cancelled(settings);
    return answers;
  }

  #note(what: string): void {
    if (!this.#tried.includes(what)) this.#tried.push(what);
  }

  /** What to say when the server turned down, or would not hear, everything there is. */
  #exhausted(): SessionError {
    const { settings, prompts } = this.#context;
    const { destination, user } = settings;
    const asks = this.#accepted.some((method) => method !== 'publickey');
    const mute =
      asks && prompts.interactive === false ? ' (nobody can be asked for a password here)' : '';
    const tried =
      this.#tried.length > 0
        ? `refused everything that was tried for user ${user} (${this.#tried.join(', ')})`
        : `accepts nothing that could be offered for user ${user}`;
    const accepts = printable(this.#accepted.join(', ')) || 'nothing';
    const allowed: readonly string[] = settings.login.methods;
    const some = this.#accepted.some((method) => allowed.includes(method));
    if (this.#accepted.length > 0 && !some) {
      return new SessionError(
        'authentication-failed',
        `${destination} accepts ${accepts}, which the ssh configuration forbids for it; look at PreferredAuthentications and the like there.`,
      );
    }
    return new SessionError(
      'authentication-failed',
      `${destination} ${tried}; it accepts ${accepts}${mute}: ${this.#asked > 0 ? 'check the user name and the password, or that' : 'check the user name, and that'} a key of yours is in its authorized_keys.`,
    );
  }
}

function cancelled(settings: SshSettings): SessionError {
  return new SessionError('cancelled', `Logging in to ${settings.destination} was cancelled.`);
}

function asSessionError(error: unknown, settings: SshSettings): SessionError {
  if (error instanceof SessionError) return error;
  const reason = printable(error instanceof Error ? error.message : String(error));
  return new SessionError(
    'authentication-failed',
    `Logging in to ${settings.destination} failed: ${reason}`,
    { cause: error },
  );
}
