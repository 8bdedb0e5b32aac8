import { cp, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkbenchInstallation } from './install.ts';
import { ProcessGroup, run } from './process-group.ts';
import { quietSettings } from './settings.ts';

export interface ServerOptions {
  /** Extension packages to install. */
  readonly vsix: readonly string[];
  /** HOME of the server and so of the extension host; where `.ssh/` is looked for. */
  readonly home: string;
  /** Machine settings (`scope: machine` too), beside those that keep the workbench quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly abort?: AbortSignal | undefined;
}

/** A running VS Code server with folders of its own; disposing ends it and removes them. */
export class WorkbenchServer implements AsyncDisposable {
  private constructor(
    private readonly group: ProcessGroup,
    private readonly scratch: string,
    /** `http://127.0.0.1:PORT` */
    readonly origin: string,
  ) {}

  static async start(
    { node, entry }: WorkbenchInstallation,
    options: ServerOptions,
  ): Promise<WorkbenchServer> {
    // A short path: its sockets live here, and a socket's path holds at most 107 characters.
    const scratch = await mkdtemp(join(tmpdir(), 'htw-'));
    let group: ProcessGroup | undefined;
    try {
      const folders = await layOut(scratch, options.settings ?? {});
      const env = environment(scratch, options.home);
      if (options.vsix.length > 0) {
        const wanted = options.vsix.flatMap((file) => ['--install-extension', file]);
        const args = [entry, ...folders, ...wanted, '--force'];
        const { abort } = options;
        await run('Installing the extension', node, args, {
          env,
          abort,
          cwd: scratch,
          quiet: true,
        });
      }
      options.abort?.throwIfAborted();
      const log = await open(join(scratch, 'server.log'), 'w');
      const bind = ['--auth', 'none', '--bind-addr', `127.0.0.1:${options.port ?? 0}`];
      group = await ProcessGroup.start(node, [entry, ...folders, ...bind, ...flags], {
        env,
        cwd: scratch,
        stdio: ['ignore', log.fd, log.fd],
      });
      await log.close();
      const origin = await untilHealthy(group, join(scratch, 'server.log'), options.abort);
      return new WorkbenchServer(group, scratch, origin);
    } catch (error) {
      await group?.end();
      await rm(scratch, { recursive: true, force: true });
      throw error;
    }
  }

  /** The address that opens the workbench on a folder, or a workspace by its file, and in it a file. */
  address(opened: string, file?: string): string {
    const address = new URL(this.origin);
    address.searchParams.set(opened.endsWith('.code-workspace') ? 'workspace' : 'folder', opened);
    if (file) {
      const uri = `vscode-remote://${address.host}${file}`;
      address.searchParams.set('payload', JSON.stringify([['openFile', uri]]));
    }
    return address.href.replaceAll('%2F', '/');
  }

  /** Copies the server's output and the logs of VS Code and its extensions into a folder. */
  async saveLogs(folder: string): Promise<void> {
    await cp(join(this.scratch, 'server.log'), join(folder, 'server.log'));
    await cp(join(this.scratch, 'data', 'logs'), join(folder, 'logs'), { recursive: true });
  }

  /** Resolves when the server ends on its own. */
  async ended(): Promise<void> {
    await this.group.exited();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.group.end();
    await rm(this.scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

const flags = [
  '--disable-telemetry',
  '--disable-update-check',
  '--disable-workspace-trust',
  '--disable-getting-started-override',
  '--disable-proxy',
  '--reconnection-grace-time',
  '5',
];

async function layOut(scratch: string, settings: Readonly<Record<string, unknown>>) {
  const data = join(scratch, 'data');
  const config = join(scratch, 'config.yaml');
  await mkdir(join(data, 'User'), { recursive: true });
  await mkdir(join(data, 'Machine'), { recursive: true });
  await mkdir(join(scratch, 'run'), { mode: 0o700 });
  await writeFile(join(data, 'User', 'settings.json'), JSON.stringify(quietSettings));
  await writeFile(join(data, 'Machine', 'settings.json'), JSON.stringify(settings));
  // Without a configuration file of ours it writes one, with a password, into the home folder.
  await writeFile(config, 'auth: none\n');
  const extensions = join(scratch, 'extensions');
  return ['--config', config, '--user-data-dir', data, '--extensions-dir', extensions];
}

/** Nothing of the surrounding session: no ssh-agent, no window of another VS Code. */
function environment(scratch: string, home: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: home,
    TMPDIR: join(scratch, 'run'),
    XDG_RUNTIME_DIR: join(scratch, 'run'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}

/** Waits for the line that names the port and for `/healthz`; throws with the log when the server ends. */
async function untilHealthy(group: ProcessGroup, logFile: string, abort?: AbortSignal) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    abort?.throwIfAborted();
    const log = await readFile(logFile, 'utf8');
    if (group.child.exitCode !== null) throw new Error(`The workbench ended at once:\n${log}`);
    const origin = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(log)?.[1];
    if (origin && (await answers(`${origin}/healthz`))) return origin;
    await delay(50);
  }
  throw new Error(`The workbench did not answer within 60 s:\n${await readFile(logFile, 'utf8')}`);
}

async function answers(address: string): Promise<boolean> {
  return fetch(address).then(
    (response) => response.ok,
    () => false,
  );
}
