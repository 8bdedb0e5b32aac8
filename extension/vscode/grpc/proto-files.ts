import * as vscode from 'vscode';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { type MessageReading, readingsOf } from '../../core/protobuf/readings.ts';
import { SchemaBook } from '../../core/protobuf/schema-book.ts';
import { Throttle } from '../../core/store/throttle.ts';
import { leftOut } from '../../route-server/protocol/messages.ts';

const pattern = '**/*.proto';
const excluded = `**/{${leftOut.join(',')}}/**`;
/** Bounds of what is read of a workspace. */
const mostFiles = 5000;
const largestFile = 1024 * 1024;
const mostBytes = 32 * 1024 * 1024;
/** Milliseconds between two words of files that change. */
const interval = 500;

/** The workspace's `.proto` files: read when the first gRPC call is looked at, and again when they change. */
export class ProtoFiles implements vscode.Disposable {
  private readonly book = new SchemaBook();
  private readonly sizes = new Map<string, number>();
  /** Characters of all of them. */
  private held = 0;
  private readonly throttle: Throttle;
  private readonly subscriptions: vscode.Disposable[] = [];
  private starting: Promise<void> | undefined;
  private disposed = false;

  /** `changed`: other schemas are known. */
  constructor(
    private readonly log: vscode.LogOutputChannel,
    changed: () => void,
  ) {
    this.throttle = new Throttle(changed, interval);
  }

  /** What the messages of a gRPC call are by the schemas that are known by now. */
  readings(exchange: Exchange): readonly (readonly MessageReading[])[] {
    if (!exchange.grpc) return [];
    this.starting ??= this.start().catch((error: unknown) => {
      this.log.error(`The workspace’s .proto files could not be read: ${String(error)}`);
    });
    return readingsOf(this.book, exchange);
  }

  dispose(): void {
    this.disposed = true;
    this.throttle.dispose();
    for (const one of this.subscriptions) one.dispose();
  }

  private async start(): Promise<void> {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const again = (uri: vscode.Uri) => {
      if (!isLeftOut(uri)) void this.read(uri).then(() => this.throttle.ask());
    };
    this.subscriptions.push(
      watcher,
      watcher.onDidCreate(again),
      watcher.onDidChange(again),
      watcher.onDidDelete((uri) => {
        this.take(uri, null);
        this.throttle.ask();
      }),
    );
    const uris = await vscode.workspace.findFiles(pattern, excluded, mostFiles);
    for (const uri of uris) {
      if (this.disposed) return;
      await this.read(uri);
    }
    this.log.info(`gRPC: ${this.sizes.size} .proto files were read.`);
    if (uris.length === mostFiles || this.sizes.size < uris.length) {
      const bounds = `up to ${mostFiles} files, 1 MiB each and 32 MiB together`;
      this.log.warn(`gRPC: not all .proto files are read, only those that can be, ${bounds}.`);
    }
    if (!this.disposed) this.throttle.ask();
  }

  private async read(uri: vscode.Uri): Promise<void> {
    this.take(uri, await textOf(uri));
  }

  private take(uri: vscode.Uri, text: string | null): void {
    const path = vscode.workspace.asRelativePath(uri);
    const size = text?.length ?? 0;
    const others = this.held - (this.sizes.get(path) ?? 0);
    this.sizes.delete(path);
    const fits = text !== null && others + size <= mostBytes && this.sizes.size < mostFiles;
    this.book.set(path, fits ? text : null);
    if (fits) this.sizes.set(path, size);
    this.held = fits ? others + size : others;
  }
}

/** `null` for one that is gone, not ours to read, or too large. */
async function textOf(uri: vscode.Uri): Promise<string | null> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > largestFile) return null;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}

function isLeftOut({ path }: vscode.Uri): boolean {
  return path.split('/').some((folder) => leftOut.includes(folder));
}
