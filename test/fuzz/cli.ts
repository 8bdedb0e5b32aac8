// `npm run fuzz [-- --each N] [--seed N] [--target NAME]`: tries every target; prints the number of inputs.
import { parseArgs } from 'node:util';
import { fuzz } from './run.ts';
import { saved, targets } from './targets.ts';

const atLeast = 1_000_000;

try {
  const { values } = parseArgs({
    options: { each: { type: 'string' }, seed: { type: 'string' }, target: { type: 'string' } },
  });
  const chosen = targets.filter(({ name }) => name === (values.target ?? name));
  if (chosen.length === 0) throw new Error(`There is no target ${values.target}.`);
  const each = Number(values.each ?? Math.ceil(atLeast / chosen.length));
  const first = Number(values.seed ?? 1);
  const inputs = fuzz(chosen, saved, first, each, (line) => process.stderr.write(`${line}\n`));
  process.stdout.write(`${inputs} inputs, no failure\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
