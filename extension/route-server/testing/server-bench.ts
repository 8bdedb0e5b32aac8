import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import {
  type ClientRequests,
  type FileFindings,
  type ServerNotifications,
  type ServerOptions,
  type ServerRequests,
  serverFlags,
} from '../protocol/messages.ts';
import { grammarFolder } from '../scan/grammar-folder.ts';

/** A route server in a process of its own, and a client that holds what it tells. */
export class ServerBench implements AsyncDisposable {
  readonly found = new Map<string, FileFindings>();
  /** Texts of files that are not on this machine. */
  readonly elsewhere = new Map<string, string>();
  /** Lines of its log. */
  readonly logged: string[] = [];
  private readonly told: (() => void)[] = [];

  private constructor(
    private readonly process: ChildProcess,
    readonly connection: ProtocolConnection,
  ) {}

  /** @param program a built server, else the source */
  static async start(program?: string): Promise<ServerBench> {
    const source = ['--import', 'tsx', join(import.meta.dirname, '../main.ts')];
    const child = spawn(
      process.execPath,
      [...serverFlags, ...(program ? [program] : source), '--stdio'],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const bench = new ServerBench(child, connection);
    connection.onNotification(
      'httpTrace/found' satisfies keyof ServerNotifications,
      ({ files }: ServerNotifications['httpTrace/found']) => {
        for (const file of files) bench.found.set(file.uri, file);
        for (const one of bench.told.splice(0)) one();
      },
    );
    connection.onRequest(
      'httpTrace/read' satisfies keyof ClientRequests,
      ({ uri }: ClientRequests['httpTrace/read']['params']) => ({
        text: bench.elsewhere.get(uri) ?? null,
      }),
    );
    connection.onNotification('window/logMessage', ({ message }: { readonly message: string }) => {
      bench.logged.push(message);
    });
    connection.listen();
    const initializationOptions: ServerOptions = { grammars: grammarFolder };
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions,
    });
    await connection.sendNotification('initialized', {});
    return bench;
  }

  index(files: readonly string[]): Promise<ServerRequests['httpTrace/index']['result']> {
    return this.connection.sendRequest('httpTrace/index' satisfies keyof ServerRequests, { files });
  }

  /** Resolves when the server has told something after this was called. */
  next(): Promise<void> {
    return new Promise((resolve) => this.told.push(resolve));
  }

  /** Of a file, as `GET /books`. */
  routesOf(uri: string): string[] {
    const { routes = [] } = this.found.get(uri) ?? {};
    return routes.map(({ method, template }) => `${method} ${template}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.process, 'exit');
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await ended;
    this.connection.dispose();
  }
}
