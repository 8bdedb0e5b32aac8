// Runs in the guest, bundled into one file: counts what an agent has told, from its lines on standard input.
import { tallyLosses } from '../loss-tally.ts';

tallyLosses(process.stdin).then((tally) => process.stdout.write(`${JSON.stringify(tally)}\n`));
