/** What VS Code's `Memento` does, as far as it is needed here. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const key = 'recentHosts';
const most = 20;

/** The hosts traced before, the most recent one first. */
export class RecentHosts {
  constructor(private readonly memory: Memory) {}

  list(): readonly string[] {
    const stored = this.memory.get(key);
    return Array.isArray(stored) ? stored.filter((item) => typeof item === 'string') : [];
  }

  async remember(host: string): Promise<void> {
    const others = this.list().filter((item) => item !== host);
    await this.memory.update(key, [host, ...others].slice(0, most));
  }

  async forget(host: string): Promise<void> {
    await this.memory.update(
      key,
      this.list().filter((item) => item !== host),
    );
  }
}
