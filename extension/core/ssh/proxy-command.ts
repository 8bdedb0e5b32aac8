import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { printable } from '../text/printable.ts';
import { signalGroup } from '../transport/child.ts';

const KEPT_WORDS = 2000;

/** The standard streams of a ProxyCommand (ssh_config(5)), run by the user's shell as ssh does. */
export class CommandStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #said = '';
  /** How the command ended and what it said last; empty while it runs, and where it was ended on purpose. */
  lastWords = '';

  constructor(command: string) {
    super({ allowHalfOpen: false });
    const windows = process.platform === 'win32';
    const shell = process.env['SHELL'] || '/bin/sh';
    this.#child = windows
      ? spawn(command, { shell: true, stdio: 'pipe', windowsHide: true })
      : // A group of its own: Ctrl-C in a terminal is for us, and what it leads to is to end in order.
        spawn(shell, ['-c', `exec ${command}`], { stdio: 'pipe', detached: true });
    const { stdin, stdout, stderr } = this.#child;
    stdin.on('error', () => {});
    stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) stdout.pause();
    });
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-KEPT_WORDS);
    });
    this.#child.once('error', (error) => this.#ended(error.message));
    this.#child.once('close', (code, signal) => {
      this.#ended(code === null ? `signal ${signal}` : `status ${code}`);
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  /** A command that takes nothing any more is told by its end. */
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#child.stdin.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // As ssh ends it; a shell that runs several programs has them all in its group.
    signalGroup(this.#child, 'SIGHUP');
    done(error);
  }

  #ended(how: string): void {
    if (this.destroyed) return;
    const words = printable(this.#said);
    this.lastWords ||= words === '' ? how : `${how}: ${words}`;
    this.push(null);
  }
}
