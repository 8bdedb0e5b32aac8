import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mustRun } from '../../build/program.ts';

/** Rights of root, without a question; the tests' machine is to grant them. */
const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];

/** A network of its own on this machine, with nothing in it but loopback. Nothing else is seen from inside. */
export class NetworkNamespace {
  static #created = 0;
  readonly #processes: ChildProcess[] = [];

  private constructor(readonly name: string) {}

  static async create(): Promise<NetworkNamespace> {
    const namespace = new NetworkNamespace(
      `http-trace-test-${process.pid}-${NetworkNamespace.#created++}`,
    );
    await run([...asRoot, 'ip', 'netns', 'add', namespace.name]);
    await run([...namespace.prefix, 'ip', 'link', 'set', 'lo', 'up']);
    return namespace;
  }

  /** A cable to another one, with an address at each end; the interface has the same name at both. */
  async connect(other: NetworkNamespace, name: string, ends: readonly [string, string]) {
    const peer = ['peer', 'name', name, 'netns', other.name];
    await this.run(['ip', 'link', 'add', name, 'type', 'veth', ...peer]);
    for (const [index, end] of [this, other].entries()) {
      await end.run(['ip', 'address', 'add', `${ends[index]}/24`, 'dev', name]);
      await end.run(['ip', 'link', 'set', name, 'up']);
    }
  }

  /** What comes before a command so that it runs inside. */
  get prefix(): readonly string[] {
    return [...asRoot, 'ip', 'netns', 'exec', this.name];
  }

  run(command: readonly string[]): Promise<string> {
    return run([...this.prefix, ...command]);
  }

  /** Starts a program that prints its first line once it is ready. */
  async start(command: readonly string[]): Promise<ChildProcess> {
    const [program = '', ...args] = [...this.prefix, ...command];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#processes.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  async remove(): Promise<void> {
    for (const child of this.#processes) {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    }
    await run([...asRoot, 'ip', 'netns', 'delete', this.name]);
  }
}

function run([program = '', ...args]: readonly string[]): Promise<string> {
  return mustRun(program, args, { timeoutMs: 60_000 });
}
