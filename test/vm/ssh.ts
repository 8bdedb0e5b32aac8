import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProgramResult, runProgram } from '../../build/program.ts';

/** What an SSH client needs to log in to a test host. */
export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly identityFile: string;
  readonly knownHostsFile: string;
}

/** Arguments of ssh(1) for this target, without those of the user's own configuration. */
export function sshArguments(target: SshTarget): string[] {
  return [
    ...['-F', 'none', '-i', target.identityFile, '-p', String(target.port)],
    ...['-o', `UserKnownHostsFile=${target.knownHostsFile}`, '-o', 'GlobalKnownHostsFile=none'],
    ...['-o', 'StrictHostKeyChecking=yes', '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes'],
    ...['-o', 'LogLevel=ERROR', '-l', target.user, target.host],
  ];
}

/** Commands of one target over shared logins, one a user: a login takes over half a second in emulation. */
export class SshCommands {
  private sockets: string | undefined;
  private readonly users = new Set<string>();

  constructor(private readonly target: SshTarget) {}

  /** Arguments of ssh(1) that run a shell command over the shared login of the user, opening it if need be. */
  arguments(command: string, user = this.target.user): string[] {
    this.users.add(user);
    return [
      ...this.sharing(user),
      // Ends the shared login soon after a program that did not close it.
      ...['-o', 'ControlMaster=auto', '-o', 'ControlPersist=30'],
      ...sshArguments({ ...this.target, user }),
      command,
    ];
  }

  /** Runs a shell command, as the target's user unless another is named. */
  run(
    command: string,
    options: { user?: string; input?: string | Uint8Array; timeoutMs?: number } = {},
  ): Promise<ProgramResult> {
    return runProgram('ssh', this.arguments(command, options.user), {
      timeoutMs: options.timeoutMs ?? 120_000,
      ...(options.input === undefined ? {} : { input: options.input }),
    });
  }

  /** Ends the shared logins. The next command opens new ones. */
  async close(): Promise<void> {
    for (const user of this.users) {
      const args = [...this.sharing(user), '-O', 'exit', ...sshArguments({ ...this.target, user })];
      await runProgram('ssh', args, { timeoutMs: 10_000 });
    }
    this.users.clear();
    this.removeSockets();
  }

  private sharing(user: string): string[] {
    if (this.sockets === undefined) {
      this.sockets = mkdtempSync(join(tmpdir(), 'ht-ssh-'));
      // Whoever is interrupted may have begun another command after the logins were closed.
      process.once('exit', this.removeSockets);
    }
    return ['-S', join(this.sockets, user)];
  }

  private readonly removeSockets = (): void => {
    if (this.sockets !== undefined) rmSync(this.sockets, { recursive: true, force: true });
    this.sockets = undefined;
    process.off('exit', this.removeSockets);
  };
}
