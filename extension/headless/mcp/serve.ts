import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { Artefacts } from '../../core/deploy/artefacts.ts';
import { SessionError } from '../../core/session/session.ts';
import { linesTo } from '../say.ts';
import { onSignals } from '../signals.ts';
import type { McpArguments } from './arguments.ts';
import { HeldTrace } from './held-trace.ts';
import { traceServer } from './server.ts';

const manifest = join(import.meta.dirname, '../../../package.json');

/** Answers until the client closes its end or a signal comes; returns the exit status. */
export async function serve(given: McpArguments, artefacts: Artefacts): Promise<number> {
  const say = linesTo(process.stderr);
  let end: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const release = onSignals(end);
  process.stdin.once('end', end);
  process.stdout.on('error', end);
  const trace = new HeldTrace(given, artefacts, say);
  const starting = trace.start();
  // Whoever asks is told why; the server stays, because its client could not say it otherwise.
  let status = 0;
  starting.catch((error: unknown) => {
    if (!(error instanceof SessionError && error.code === 'cancelled')) status = 1;
    say(error instanceof SessionError ? error.message : String(error));
  });
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly version: string;
  };
  const server = traceServer(version, starting);
  await server.connect(new StdioServerTransport());
  await over;
  await trace.stop(starting).catch((error: unknown) => {
    status = 1;
    say(error instanceof Error ? error.message : String(error));
  });
  await server.close();
  release();
  return status;
}
