// `npm run hosts [-- NAME…]`: checks on hosts as people have them that take longer than a test may: a slow link, a
// clock that is wrong, a second factor, no Node, another architecture.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '../node-tests.ts';

const ending = '.check.ts';
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(ending))
  .map((file) => file.slice(0, -ending.length))
  .sort();
const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !names.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`There is no check ${unknown}; one of: ${names.join(', ')}.\n`);
  process.exit(2);
}
const files = (chosen.length > 0 ? chosen : names).map((name) =>
  join(import.meta.dirname, `${name}${ending}`),
);
const { counts, failures } = await runTests('hosts', files, 1);
for (const failure of failures) console.log(`✖ ${failure}`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;
