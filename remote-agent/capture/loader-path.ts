import { dirname, join } from 'node:path';

/** The loader lies beside the agent's own file. */
export function loaderPath(): string {
  return join(dirname(process.argv[1] ?? ''), 'http-trace-loader');
}
