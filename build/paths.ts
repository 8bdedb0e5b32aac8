import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The repository's root. */
export const root = resolve(import.meta.dirname, '..');

/** What `npm run build` makes. */
export const dist = join(root, 'dist');

/** The extension as it is installed. */
export const vsix = join(dist, 'http-trace.vsix');

/** Pictures and logs of test runs; not committed. */
export const testOutput = join(root, 'test-output');

/** Heavy downloads and images that several checkouts share. `HTTP_TRACE_CACHE` moves it. */
export const cache =
  process.env['HTTP_TRACE_CACHE'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'http-trace-dev');
