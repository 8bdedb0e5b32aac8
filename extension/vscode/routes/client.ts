import * as vscode from 'vscode';
import { LanguageClient, State, TransportKind } from 'vscode-languageclient/node';
import {
  type ClientRequests,
  type FileFindings,
  leftOut,
  maxFileBytes,
  type ServerNotifications,
  type ServerOptions,
  type ServerRequests,
  serverFlags,
} from '../../route-server/protocol/messages.ts';
import type { ClientCall, Route } from '../../route-server/protocol/route.ts';

/** Files that routes are looked for in. */
const sources = '**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx,py,go,java,rb,php,cs,rs}';
/** Configuration files that say what stands before all routes. */
const settings = '**/application*.{properties,yml,yaml}';
const excluded = `**/{${leftOut.join(',')}}/**`;
const maxFiles = 50_000;
/** Milliseconds in which other changes of the list of files are waited for. */
const settle = 500;

/** The extension's side of the route server: starts it, tells it the files, and holds what it found. */
export class RouteClient implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private readonly found = new Map<string, FileFindings>();
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[] = [this.changes];
  private cancel: vscode.CancellationTokenSource | undefined;
  private starting: Promise<void> | undefined;

  /** Other routes were found. */
  readonly onDidChange = this.changes.event;

  constructor(
    private readonly dist: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Of all files. */
  get routes(): readonly Route[] {
    return [...this.found.values()].flatMap(({ routes }) => routes);
  }

  get calls(): readonly ClientCall[] {
    return [...this.found.values()].flatMap(({ calls }) => calls);
  }

  /** Starts the server and reads the workspace, once. */
  start(): Promise<void> {
    this.starting ??= this.run().catch((error: unknown) => {
      this.log.error(`The route server could not be started: ${String(error)}`);
    });
    return this.starting;
  }

  /** Reads the workspace anew. */
  async index(): Promise<void> {
    const { client } = this;
    if (!client) return;
    this.cancel?.cancel();
    this.cancel = new vscode.CancellationTokenSource();
    const { token } = this.cancel;
    const { findFiles } = vscode.workspace;
    const lists = await Promise.all([
      findFiles(sources, excluded, maxFiles, token),
      findFiles(settings, excluded, maxFiles, token),
    ]);
    const uris = lists.flat();
    if (token.isCancellationRequested) return;
    if (lists.some(({ length }) => length === maxFiles))
      this.log.warn(`Routes: only ${maxFiles} files are looked at.`);
    const files = uris.map((uri) => uri.toString()).sort();
    const params: ServerRequests['httpTrace/index']['params'] = { files };
    try {
      const result = await client.sendRequest<ServerRequests['httpTrace/index']['result']>(
        'httpTrace/index' satisfies keyof ServerRequests,
        params,
        token,
      );
      const { length } = this.routes;
      this.log.info(
        `Routes: ${length} in ${files.length} files, after ${Math.round(result.took)} ms.`,
      );
    } catch (error) {
      if (!token.isCancellationRequested) throw error;
    }
  }

  dispose(): void {
    this.cancel?.cancel();
    for (const one of this.subscriptions) one.dispose();
    void this.client?.dispose().catch(() => undefined);
  }

  private async run(): Promise<void> {
    const module = vscode.Uri.joinPath(this.dist, 'extension', 'route-server.cjs').fsPath;
    const grammars = vscode.Uri.joinPath(this.dist, 'grammars').fsPath;
    const watchers = [sources, settings].map((glob) =>
      vscode.workspace.createFileSystemWatcher(glob),
    );
    this.subscriptions.push(...watchers);
    const client = new LanguageClient(
      'httpTrace.routes',
      'HTTP Trace routes',
      { module, transport: TransportKind.ipc, options: { execArgv: [...serverFlags] } },
      {
        documentSelector: schemes().flatMap((scheme) =>
          [sources, settings].map((pattern) => ({ scheme, pattern })),
        ),
        synchronize: { fileEvents: watchers },
        outputChannel: this.log,
        initializationOptions: { grammars } satisfies ServerOptions,
      },
    );
    client.onNotification(
      'httpTrace/found' satisfies keyof ServerNotifications,
      ({ files }: ServerNotifications['httpTrace/found']) => this.take(files),
    );
    client.onRequest('httpTrace/read' satisfies keyof ClientRequests, readFile);
    await client.start();
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      // A server that had to be started again knows no files.
      if (newState === State.Running) void this.index();
    });
    let settling: NodeJS.Timeout | undefined;
    this.subscriptions.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        clearTimeout(settling);
        settling = setTimeout(() => void this.index(), settle);
      }),
      { dispose: () => clearTimeout(settling) },
    );
    await this.index();
  }

  private take(files: readonly FileFindings[]): void {
    for (const file of files) {
      // The server writes an address as it got it; VS Code may write the same one otherwise.
      const key = vscode.Uri.parse(file.uri).toString();
      if (file.routes.length + file.calls.length > 0) this.found.set(key, file);
      else this.found.delete(key);
    }
    this.changes.fire();
  }
}

/** Of the workspace's folders: what others show beside them, as versions of the past, is no program. */
function schemes(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return [...new Set(['file', ...folders.map(({ uri }) => uri.scheme)])];
}

async function readFile({
  uri,
}: ClientRequests['httpTrace/read']['params']): Promise<
  ClientRequests['httpTrace/read']['result']
> {
  try {
    const file = vscode.Uri.parse(uri);
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > maxFileBytes) return { text: null };
    return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(file)) };
  } catch {
    // Gone, or not ours to read: it has no routes.
    return { text: null };
  }
}
