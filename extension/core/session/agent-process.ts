import type { Deployment } from '../deploy/deploy.ts';
import { printable } from '../text/printable.ts';
import { quote } from '../transport/shell.ts';
import type { RemoteProcess, Transport } from '../transport/transport.ts';

const TAIL_LINES = 3;
const LINE_LIMIT = 2000;
/** An agent that says more than this is up to no good. */
const LOGGED_LINES = 2000;

/**
 * Starts the agent of a deployment, which outlives a cut connection for the grace time. Its folder, where that is a
 * temporary one, is removed by the host itself when the agent ends, so also after the connection was cut.
 */
export async function startAgent(
  transport: Transport,
  { node, folder, temporary }: Deployment,
  id: string,
  graceSeconds: number,
  signal: AbortSignal,
): Promise<RemoteProcess> {
  const run = `${quote(node)} ${quote(`${folder}/agent.cjs`)} serve ${id} ${graceSeconds}`;
  const script = temporary
    ? `unset NODE_OPTIONS; cd /
trap ${quote(`rm -rf ${quote(folder)}`)} EXIT
trap : HUP INT PIPE TERM
${run}
exit $?`
    : `unset NODE_OPTIONS; cd /; exec ${run}`;
  return await transport.exec(script, signal);
}

/** Goes on with an agent that waits for its connection; ends with a status at once where there is none any more. */
export async function attachToAgent(
  transport: Transport,
  { node, folder }: Deployment,
  id: string,
  signal: AbortSignal,
): Promise<RemoteProcess> {
  const run = `${quote(node)} ${quote(`${folder}/agent.cjs`)} attach ${id}`;
  return await transport.exec(`unset NODE_OPTIONS; cd /; exec ${run}`, signal);
}

/** What an agent writes to its standard error: goes to the log, and the end of it is kept for a message. */
export class AgentWords {
  readonly #log: (line: string) => void;
  readonly #tail: string[] = [];
  #rest = '';
  #logged = 0;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  listen({ stderr }: RemoteProcess): void {
    stderr.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (this.#rest + chunk).split('\n');
      this.#rest = (lines.pop() ?? '').slice(0, LINE_LIMIT);
      for (const line of lines) this.#line(printable(line, LINE_LIMIT));
    });
  }

  /** The last ones, in one line, fit for a message. */
  get last(): string {
    return printable([...this.#tail, this.#rest].join(' '));
  }

  #line(text: string): void {
    if (text === '') return;
    this.#tail.push(text);
    if (this.#tail.length > TAIL_LINES) this.#tail.shift();
    if (++this.#logged < LOGGED_LINES) this.#log(`agent: ${text}`);
    else if (this.#logged === LOGGED_LINES) this.#log('agent: says more than is logged.');
  }
}
