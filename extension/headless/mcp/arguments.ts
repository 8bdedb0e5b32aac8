import type { StartOptions, TraceTarget } from '../../core/session/session.ts';
import { captureOptions, captureUsage, startOptionsOf } from '../capture-options.ts';
import { parseWords, targetOf, targetOptions, targetUsage } from '../target-options.ts';

export const usage = `Usage: npm run -s mcp -- DEST [options]
Traces DEST for as long as standard input is open, and answers an MCP client there. Secrets are always replaced.

${targetUsage}
${captureUsage}
  --sources FOLDER    where the sources of what runs on DEST are, to find the routes in them
  --help`;

export interface McpArguments {
  readonly target: TraceTarget;
  readonly options: StartOptions;
  readonly sources: string | undefined;
}

/** @throws UsageError, FilterSyntaxError */
export function parseMcpArguments(words: readonly string[]): McpArguments | 'help' {
  const { values, positionals } = parseWords(words, {
    ...targetOptions,
    ...captureOptions,
    sources: { type: 'string' },
  });
  if (values.help) return 'help';
  return {
    target: targetOf(positionals, values),
    options: startOptionsOf(values, true),
    sources: values.sources,
  };
}
