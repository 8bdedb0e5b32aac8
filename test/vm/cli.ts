// `npm run -s vm -- …`: test hosts for people and for programs that are not part of this repository.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { findHost, startHost } from './host.ts';
import { isKernelName, kernels } from './kernels.ts';
import { runningHosts } from './run-folder.ts';
import { sshArguments } from './ssh.ts';

const usage = `Usage: npm run -s vm -- COMMAND
  up [--kernel ${Object.keys(kernels).join('|')}] [--cmdline "…"]
                     boots a test host and prints one line of JSON that says how to reach it
  down ID            ends it
  list               the hosts that run, one line of JSON each
  ssh ID [-- CMD]    a shell on it, or the exit status of CMD
`;

/** A command line that cannot be followed. */
class UsageError extends Error {}

async function up(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { kernel: { type: 'string', default: '6.12' }, cmdline: { type: 'string' } },
  });
  if (!isKernelName(values.kernel)) {
    throw new UsageError(
      `There is no kernel ${values.kernel}; one of: ${Object.keys(kernels).join(', ')}.`,
    );
  }
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted.abort(new Error('Interrupted.'));
      // The making of a kernel or a root file system cannot be interrupted in an orderly way, and need not be.
      setTimeout(() => process.exit(130), 3_000).unref();
    });
  }
  const host = await startHost({
    signal: interrupted.signal,
    kernel: values.kernel,
    cmdline: values.cmdline ?? '',
    lifetime: 'background',
    progress: (line) => process.stderr.write(`${line}\n`),
  });
  await host.disconnect();
  process.stdout.write(`${JSON.stringify(host.target)}\n`);
  return 0;
}

async function down(args: string[]): Promise<number> {
  await known(args[0]).stop();
  return 0;
}

async function list(): Promise<number> {
  for (const { description, startedAt } of await runningHosts()) {
    process.stdout.write(`${JSON.stringify({ ...description, startedAt })}\n`);
  }
  return 0;
}

async function ssh(args: string[]): Promise<number> {
  const [id, ...rest] = args;
  const command = rest[0] === '--' ? rest.slice(1) : rest;
  const { target } = known(id);
  const child = spawn('ssh', [...sshArguments(target), ...command], { stdio: 'inherit' });
  const [status] = (await once(child, 'exit')) as [number | null];
  return status ?? 255;
}

function known(id: string | undefined) {
  if (id === undefined) throw new UsageError('Which host? Its id is missing.');
  const host = findHost(id);
  if (!host) throw new Error(`No test host is called ${id}; "list" tells those that run.`);
  return host;
}

const commands: Record<string, (args: string[]) => Promise<number>> = { up, down, list, ssh };

const [name = '', ...args] = process.argv.slice(2);
try {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(name === '' ? 'No command.' : `There is no command ${name}.`);
  process.exitCode = await command(args);
} catch (error) {
  const bad =
    error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE');
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (bad) process.stderr.write(usage);
  process.exitCode = bad ? 2 : 1;
}
