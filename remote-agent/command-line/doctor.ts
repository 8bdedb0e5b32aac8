import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CaptureFailure } from '../capture/failure.ts';
import { checkHost } from '../check/check.ts';
import { usage } from './usage.ts';

/** Prints what this host can do, as one line of JSON. Returns the exit status: 0 whatever was found. */
export async function doctorCommand(args: readonly string[]): Promise<number> {
  let btf: string | undefined;
  try {
    ({ btf } = parseArgs({ args: [...args], options: { btf: { type: 'string' } } }).values);
  } catch {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  try {
    const found = await checkHost(btf === undefined ? {} : { btf: resolve(btf) });
    process.stdout.write(`${JSON.stringify(found)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof CaptureFailure)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
