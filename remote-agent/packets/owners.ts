import type { OwnerEvent, Tuple } from '../capture/events.ts';

export interface Owner {
  readonly pid: number;
  readonly tid: number;
  readonly comm: string;
}

const limit = 65_536;
const anyAddress = ['0.0.0.0', '::'];

/** Whose sockets the ends of connections are. Bounded; what was told last stays longest. */
export class Owners {
  readonly #owners = new Map<string, Owner>();

  add({ pid, tid, comm, tuple }: OwnerEvent): void {
    const key = keyOf(tuple);
    this.#owners.delete(key);
    this.#owners.set(key, { pid, tid, comm });
    if (this.#owners.size <= limit) return;
    const [oldest] = this.#owners.keys();
    if (oldest !== undefined) this.#owners.delete(oldest);
  }

  /** Of this very end. */
  of(end: Tuple): Owner | undefined {
    return this.#owners.get(keyOf(end));
  }

  /** Of the socket that listens where this end was accepted. */
  listening({ local, netns }: Tuple): Owner | undefined {
    for (const address of [local.address, ...anyAddress]) {
      const remote = { address: '', port: 0 };
      const found = this.of({ local: { address, port: local.port }, remote, netns });
      if (found) return found;
    }
    return undefined;
  }
}

function keyOf({ local, remote }: Tuple): string {
  const listening = remote.port === 0;
  return listening
    ? `${local.address} ${local.port}`
    : `${local.address} ${local.port} ${remote.address} ${remote.port}`;
}
