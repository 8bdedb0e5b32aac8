import { type AnswerMemory, VolatileAnswers } from '../../core/session/remembered-answers.ts';
import type { Memory } from '../hosts/recent.ts';

/** What VS Code's `SecretStorage` does, as far as it is needed here. */
export interface Secrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

const listKey = 'keptAnswers';

/**
 * Passwords and passphrases: for as long as the window is open in memory, and beyond that in VS Code's secret storage,
 * once the person agrees. Which ones are kept there is known by what was asked; an answer that is refused goes.
 */
export class KeptAnswers implements AnswerMemory {
  readonly #answers = new VolatileAnswers();
  readonly #given = new Set<string>();
  #declined = false;

  constructor(
    private readonly secrets: Secrets,
    private readonly memory: Memory,
  ) {}

  async get(key: string): Promise<string | undefined> {
    const known = await this.#answers.get(key);
    if (known !== undefined || !this.#kept.includes(key)) return known;
    // A storage that cannot be read, as without a keyring, is one that has nothing.
    return await Promise.resolve(this.secrets.get(key)).catch(() => undefined);
  }

  keep(key: string, answer: string): void {
    this.#answers.keep(key, answer);
    if (!this.#kept.includes(key)) this.#given.add(key);
  }

  forget(key: string): void {
    this.#answers.forget(key);
    this.#given.delete(key);
    if (this.#kept.includes(key)) void this.#drop([key]);
  }

  /** Offers once in a window to keep what was given and has proved to be right. */
  async offer(agrees: () => Promise<boolean>): Promise<void> {
    const keys = [...this.#given];
    this.#given.clear();
    if (keys.length === 0 || this.#declined) return;
    if (!(await agrees())) {
      this.#declined = true;
      return;
    }
    for (const key of keys) {
      const answer = await this.#answers.get(key);
      if (answer !== undefined) await this.secrets.store(key, answer);
    }
    await this.memory.update(listKey, [...new Set([...this.#kept, ...keys])]);
  }

  /** Forgets everything, here and in the storage. */
  async forgetAll(): Promise<void> {
    for (const key of [...this.#kept, ...this.#given]) this.#answers.forget(key);
    this.#given.clear();
    await this.#drop(this.#kept);
  }

  get #kept(): readonly string[] {
    const stored = this.memory.get(listKey);
    return Array.isArray(stored) ? stored.filter((item) => typeof item === 'string') : [];
  }

  async #drop(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.secrets.delete(key);
    await this.memory.update(
      listKey,
      this.#kept.filter((key) => !keys.includes(key)),
    );
  }
}
