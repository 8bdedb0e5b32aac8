import { serve } from './rpc/serve.ts';

function log(line: string): void {
  process.stderr.write(`${line.replaceAll('\n', ' ')}\n`);
}

// Whoever read the log is gone; the end of standard input tells it as well.
process.stderr.on('error', () => {});
serve(process.stdin, process.stdout, log).then(
  () => process.exit(0),
  (error: unknown) => {
    log(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
