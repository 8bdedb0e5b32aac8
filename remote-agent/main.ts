import { setFlagsFromString } from 'node:v8';
import { doctorCommand } from './command-line/doctor.ts';
import { traceCommand } from './command-line/trace.ts';
import { usage } from './command-line/usage.ts';
import { attachToTrace } from './rpc/attach.ts';
import { serve } from './rpc/serve.ts';
import { serveWithGrace } from './rpc/serve-with-grace.ts';

function log(line: string): void {
  process.stderr.write(`${line.replaceAll('\n', ' ')}\n`);
}

async function main([command, ...rest]: readonly string[]): Promise<number> {
  if (command === 'trace') return traceCommand(rest);
  if (command === 'doctor') return doctorCommand(rest);
  const [id = '', grace = '0'] = rest;
  if (command === 'serve') return serveWithGrace(id, Number(grace) * 1000, log);
  if (command === 'attach') return attachToTrace(id);
  if (command !== undefined) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  await serve(process.stdin, process.stdout, log);
  return 0;
}

// Exchanges that wait for the other end of their connection live just long enough for V8 to allocate all of them in
// its old generation from then on, which halves the speed of the agent.
setFlagsFromString('--no-allocation-site-pretenuring');

// Whoever read the log is gone; the end of standard input tells it as well.
process.stderr.on('error', () => {});
main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    log(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
