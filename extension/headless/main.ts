import { join } from 'node:path';
import { artefactsIn } from '../core/deploy/artefacts.ts';
import { FilterSyntaxError } from '../core/filter/filter.ts';
import { type Arguments, parseArguments, usage } from './arguments.ts';
import { UsageError } from './target-options.ts';
import { trace } from './trace.ts';

const USAGE_STATUS = 2;

/** The artefacts of this checkout, as `npm run build` makes them. */
const artefacts = artefactsIn(join(import.meta.dirname, '../../dist/agent'));

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  let parsed: Arguments | 'help';
  try {
    parsed = parseArguments(words);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof FilterSyntaxError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}\n`);
    return USAGE_STATUS;
  }
  if (parsed === 'help') {
    // A pager that was left early is no failure.
    process.stdout.on('error', () => {});
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  return await trace(parsed, artefacts);
}
