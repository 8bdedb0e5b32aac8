// `npm run -s mcp -- DEST`: a trace that an MCP client asks on standard input and output.
import { join } from 'node:path';
import { artefactsIn } from '../../core/deploy/artefacts.ts';
import { FilterSyntaxError } from '../../core/filter/filter.ts';
import { UsageError } from '../target-options.ts';
import { type McpArguments, parseMcpArguments, usage } from './arguments.ts';
import { serve } from './serve.ts';

const artefacts = artefactsIn(join(import.meta.dirname, '../../../dist/agent'));

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  let given: McpArguments | 'help';
  try {
    given = parseMcpArguments(words);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof FilterSyntaxError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}\n`);
    return 2;
  }
  if (given === 'help') {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  return await serve(given, artefacts);
}
