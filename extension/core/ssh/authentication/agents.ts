import ssh2, {
  type BaseAgent,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';
import { type Identity, unlock } from './identities.ts';

const AGENT_TIME_LIMIT_MS = 5_000;

/** The public keys that an agent holds. Rejects where it cannot be reached in time. */
export async function agentKeys(agent: BaseAgent): Promise<ParsedKey[]> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ParsedKey[]>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('it does not answer')), AGENT_TIME_LIMIT_MS);
      agent.getIdentities((error, keys) => {
        if (error) reject(error);
        else
          resolve(
            (keys ?? []).filter(
              (key): key is ParsedKey => typeof key === 'object' && 'getPublicSSH' in key,
            ),
          );
      });
    });
  } finally {
    clearTimeout(timer);
  }
}

/** An agent of which only the given key is offered. */
export class SelectedKeyAgent extends ssh2.BaseAgent {
  readonly #agent: BaseAgent;
  readonly #key: ParsedKey;

  constructor(agent: BaseAgent, key: ParsedKey) {
    super();
    this.#agent = agent;
    this.#key = key;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    callback(undefined, [this.#key]);
  }

  override sign(
    key: string | Buffer | ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    if (typeof options === 'function') this.#agent.sign(key, data, options);
    else this.#agent.sign(key, data, options, callback);
  }
}

/**
 * A key file in the part of an agent: its public half is offered first, and the passphrase is asked for only
 * once the server wants a signature.
 */
export class KeyFileAgent extends ssh2.BaseAgent {
  readonly #identity: Identity;
  readonly #passphrase: (attempt: number) => Promise<string>;
  readonly #tries: number;
  #unlocked: ParsedKey | undefined;

  /** @param passphrase asks the user; it rejects where the user cancels */
  constructor(identity: Identity, passphrase: (attempt: number) => Promise<string>, tries: number) {
    super();
    this.#identity = identity;
    this.#passphrase = passphrase;
    this.#tries = tries;
    this.#unlocked = identity.unlocked;
  }

  override getIdentities(callback: IdentityCallback<Buffer>): void {
    if (this.#identity.publicKey) {
      callback(undefined, [this.#identity.publicKey]);
      return;
    }
    this.#open().then(
      (key) => callback(undefined, [key.getPublicSSH()]),
      (error: Error) => callback(error),
    );
  }

  override sign(
    _key: string | Buffer | ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    const done = typeof options === 'function' ? options : callback;
    const hash = typeof options === 'function' ? undefined : options.hash;
    this.#open().then(
      (key) => {
        const signature: Buffer | Error = key.sign(data, hash);
        if (signature instanceof Error) done?.(signature);
        else done?.(undefined, signature);
      },
      (error: Error) => done?.(error),
    );
  }

  async #open(): Promise<ParsedKey> {
    if (this.#unlocked) return this.#unlocked;
    const { content, file } = this.#identity;
    if (!content) throw new Error(`${file} holds no private key`);
    for (let attempt = 1; attempt <= this.#tries; attempt++) {
      this.#unlocked = unlock(content, await this.#passphrase(attempt));
      if (this.#unlocked) return this.#unlocked;
    }
    throw new Error(`no passphrase opened ${file}`);
  }
}
