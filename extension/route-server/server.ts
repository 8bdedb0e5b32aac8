import {
  type Connection,
  FileChangeType,
  type InitializeParams,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { frameworks } from './frameworks/frameworks.ts';
import {
  type ClientRequests,
  leftOut,
  type ServerNotifications,
  type ServerOptions,
  type ServerRequests,
} from './protocol/messages.ts';
import { Grammars } from './scan/grammars.ts';
import { RouteIndex } from './scan/index.ts';
import { readSource } from './scan/read-source.ts';
import { Turns } from './turns.ts';

/** Milliseconds without a key pressed after which an edited file is read. */
const pause = 60;

/** Answers one client until it is gone. */
export function serve(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const log = (line: string) => connection.console.info(line);
  const turns = new Turns();
  const waiting = new Map<string, NodeJS.Timeout>();
  let index: RouteIndex | undefined;

  const read = async (uri: string): Promise<string | null> => {
    const open = documents.get(uri);
    if (open) return open.getText();
    if (uri.startsWith('file://')) return readSource(uri, log);
    const answer: ClientRequests['httpTrace/read']['result'] = await connection.sendRequest(
      'httpTrace/read' satisfies keyof ClientRequests,
      { uri } satisfies ClientRequests['httpTrace/read']['params'],
    );
    return answer.text;
  };

  const tell = async (known: RouteIndex, signal?: AbortSignal) => {
    const files = await known.changes(signal);
    if (files.length === 0) return;
    const found: ServerNotifications['httpTrace/found'] = { files };
    await connection.sendNotification('httpTrace/found' satisfies keyof ServerNotifications, found);
  };

  /** Changes are read one after the other, so that none overtakes another. */
  const change = (act: (known: RouteIndex) => Promise<void> | void) =>
    turns.take(async () => {
      if (!index) return;
      await act(index);
      await tell(index);
    });

  const edited = (uri: string) => {
    if (!index?.has(uri)) return;
    clearTimeout(waiting.get(uri));
    const due = () => {
      waiting.delete(uri);
      change((known) => known.update(uri, documents.get(uri)?.getText()));
    };
    waiting.set(uri, setTimeout(due, pause));
  };

  connection.onInitialize((params: InitializeParams) => {
    const { grammars } = params.initializationOptions as ServerOptions;
    index = new RouteIndex({ grammars: new Grammars(grammars, log), frameworks, read, log });
    return { capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } };
  });

  connection.onRequest(
    'httpTrace/index' satisfies keyof ServerRequests,
    async (
      { files }: ServerRequests['httpTrace/index']['params'],
      token,
    ): Promise<ServerRequests['httpTrace/index']['result']> => {
      const started = performance.now();
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      await turns.take(async () => {
        await index?.replace(files, abort.signal);
        if (index) await tell(index, abort.signal);
      });
      return { read: index?.counts.files ?? 0, took: performance.now() - started };
    },
  );

  documents.onDidChangeContent(({ document }) => edited(document.uri));
  documents.onDidClose(({ document }) => edited(document.uri));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    change(async (known) => {
      for (const { uri, type } of changes) {
        if (type === FileChangeType.Deleted) known.remove(uri);
        else if (isSource(uri) || known.has(uri)) {
          await known.update(uri, documents.get(uri)?.getText());
        }
      }
    });
  });
  connection.onShutdown(() => {
    for (const timer of waiting.values()) clearTimeout(timer);
    index = undefined;
  });
  documents.listen(connection);
  connection.listen();
}

/** Whether a file that was made now is one of those that are looked at. */
function isSource(uri: string): boolean {
  return !uri.split('/').some((part) => leftOut.includes(part));
}
