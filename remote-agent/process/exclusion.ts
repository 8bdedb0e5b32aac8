import type { Tuple } from '../capture/events.ts';
import type { ProcEntry } from './proc-files.ts';

/** What the trace itself causes on the host: its SSH connection and its own processes. */
export class Exclusion {
  readonly #pids = new Set<number>();
  readonly #ends: readonly string[];

  /** `sshConnection` as sshd sets SSH_CONNECTION: client address and port, server address and port. */
  constructor(sshConnection: string | undefined) {
    const [clientAddress, clientPort, serverAddress, serverPort] = (sshConnection ?? '').split(' ');
    const client = `${plain(clientAddress)} ${clientPort}`;
    const server = `${plain(serverAddress)} ${serverPort}`;
    this.#ends = serverPort === undefined ? [] : [`${client} ${server}`, `${server} ${client}`];
  }

  addProcess(pid: number | undefined): void {
    if (pid !== undefined && pid > 1) this.#pids.add(pid);
  }

  /** Adds the processes of the SSH server that `pid` descends from. */
  addSshAncestors(pid: number, read: (pid: number) => ProcEntry | null): void {
    let entry = read(pid);
    for (let depth = 0; entry && entry.parent > 1 && depth < 16; depth++) {
      const { parent } = entry;
      entry = read(parent);
      if (entry?.name.startsWith('sshd') && entry.parent > 1) this.addProcess(parent);
    }
  }

  excludesProcess(pid: number): boolean {
    return this.#pids.has(pid);
  }

  excludesConnection({ local, remote }: Tuple): boolean {
    const ends = `${local.address} ${local.port} ${remote.address} ${remote.port}`;
    return this.#ends.includes(ends);
  }
}

/** Without the scope of a link-local address, and a mapped IPv4 address as IPv4. */
function plain(address = ''): string {
  return address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/, '');
}
