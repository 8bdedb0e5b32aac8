import type { Deployment } from '../deploy/deploy.ts';
import { printable } from '../text/printable.ts';
import { quote } from '../transport/shell.ts';
import type { RemoteProcess, Transport } from '../transport/transport.ts';

const TAIL_LINES = 3;
const LINE_LIMIT = 2000;
/** An agent that says more than this is up to no good. */
const LOGGED_LINES = 2000;

/** The agent as a process on the host, and the last lines that it wrote to its standard error. */
export interface AgentProcess {
  readonly process: RemoteProcess;
  /** In one line, fit for a message. */
  lastWords(): string;
}

/**
 * Starts the agent of a deployment. Its folder, where that is a temporary one, is removed by the host itself when
 * the agent ends, so also after the connection was cut.
 */
export async function startAgent(
  transport: Transport,
  { node, folder, temporary }: Deployment,
  log: (line: string) => void,
): Promise<AgentProcess> {
  const run = `${quote(node)} ${quote(`${folder}/agent.cjs`)}`;
  const script = temporary
    ? `unset NODE_OPTIONS; cd /
trap ${quote(`rm -rf ${quote(folder)}`)} EXIT
trap : HUP INT PIPE TERM
${run}
exit $?`
    : `unset NODE_OPTIONS; cd /; exec ${run}`;
  const process = await transport.exec(script);
  const tail: string[] = [];
  let rest = '';
  let logged = 0;
  process.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, LINE_LIMIT);
    for (const line of lines) {
      const text = printable(line, LINE_LIMIT);
      if (text === '') continue;
      tail.push(text);
      if (tail.length > TAIL_LINES) tail.shift();
      if (++logged < LOGGED_LINES) log(`agent: ${text}`);
      else if (logged === LOGGED_LINES) log('agent: says more than is logged.');
    }
  });
  return {
    process,
    lastWords: () => printable([...tail, rest].join(' ')) || process.preamble(),
  };
}
