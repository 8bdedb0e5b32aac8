// Runs in the guest, bundled into one file: counts what an agent has told, and prints it as a line of JSON.
import { readFileSync } from 'node:fs';
import { tally } from '../told.ts';

const [file = ''] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(tally(readFileSync(file), '/small.json'))}\n`);
