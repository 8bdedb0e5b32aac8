import type { ClientCall, Route } from './route.ts';

/**
 * What the extension and the route server say to each other beside LSP's own messages: open documents and file
 * events go by `textDocument/did…` and `workspace/didChangeWatchedFiles`. Both sides type their handlers by these
 * maps.
 */
export interface ServerRequests {
  /** Reads these files and forgets all others. Cancelling it leaves out what was not read yet. */
  'httpTrace/index': { readonly params: IndexParams; readonly result: IndexResult };
}

export interface ServerNotifications {
  /** The files whose findings are other ones than when they were last told. */
  'httpTrace/found': { readonly files: readonly FileFindings[] };
}

/** Asked by the server of the extension. */
export interface ClientRequests {
  /** Files that are not on this machine's disk, or not by that address. */
  'httpTrace/read': { readonly params: ReadParams; readonly result: ReadResult };
}

export interface IndexParams {
  readonly files: readonly string[];
}

export interface IndexResult {
  /** Files that were read as source. */
  readonly read: number;
  /** Milliseconds. */
  readonly took: number;
}

export interface ReadParams {
  readonly uri: string;
}

export interface ReadResult {
  /** `null` where it cannot be read, or is larger than a source file may be. */
  readonly text: string | null;
}

/** All that one file has. */
export interface FileFindings {
  readonly uri: string;
  readonly routes: readonly Route[];
  readonly calls: readonly ClientCall[];
}

/** What the server is started with, as `initializationOptions`. */
export interface ServerOptions {
  /** Folder with the grammars. */
  readonly grammars: string;
}

/**
 * What Node is started with for the server. To compile a grammar with all optimisations takes longer, and more memory,
 * than they ever save.
 */
export const serverFlags: readonly string[] = ['--liftoff-only'];

/** Folders whose files were installed or made, not written. */
export const leftOut: readonly string[] = [
  ...['node_modules', 'bower_components', 'vendor', 'site-packages', '.venv', 'venv'],
  ...['.git', '.hg', 'dist', 'build', 'out', 'target', 'bin', 'obj', '.next', '__pycache__'],
];

/** Bytes of the largest file that is read. */
export const maxFileBytes = 2 * 1024 * 1024;
