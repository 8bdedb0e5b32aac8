import type { Readable, Writable } from 'node:stream';
import type { Account } from '../session/prompts.ts';

/** A way to run programs on a host. */
export interface Transport {
  /** As the user wrote the destination, for messages. */
  readonly host: string;
  /** Who is logged in there: for what only that user of that server is to be given. */
  readonly account: Account;
  /**
   * Runs a POSIX shell script. `stdout` begins with what the script prints: whatever the login shell says
   * before is held back.
   *
   * @param signal gives up waiting for the host to run it; later it has no effect
   * @throws SessionError `connection-lost`, and the signal's reason
   */
  exec(script: string, signal?: AbortSignal): Promise<RemoteProcess>;
  /** Called once when the transport is closed from the other side, at once where that has happened already. */
  onClose(listener: (reason: string) => void): void;
  /** Ends every process that it started by closing its input, then the connection. Never rejects. */
  dispose(): Promise<void>;
}

export interface RemoteProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Once the process ended and its output was read, or the transport closed. Never rejects. */
  readonly exit: Promise<Exit>;
  /** What the login shell printed before the script ran, cut short. */
  preamble(): string;
  kill(): void;
}

export interface Exit {
  /** `null` where a signal ended it or the transport closed. */
  readonly code: number | null;
  readonly signal?: string;
}
