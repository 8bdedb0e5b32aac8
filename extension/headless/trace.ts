import type { Artefacts } from '../core/deploy/artefacts.ts';
import { type Session, SessionError, type SessionListener } from '../core/session/session.ts';
import { startSession } from '../core/session/start.ts';
import type { Arguments } from './arguments.ts';
import { LineOutput } from './output.ts';
import { linesTo } from './say.ts';
import { INTERRUPTED_STATUS, onSignals } from './signals.ts';
import { describeStep, tellOfCuts } from './steps.ts';
import { terminalPrompts } from './terminal-prompts.ts';

const FAILURE_STATUS = 1;

/** Traces until the duration is over, a signal comes or the session ends; returns the exit status. */
export async function trace(
  { target, options, durationMs, filter }: Arguments,
  artefacts: Artefacts,
): Promise<number> {
  const abort = new AbortController();
  let finish: (error?: SessionError) => void = () => {};
  const finished = new Promise<SessionError | undefined>((resolve) => {
    finish = resolve;
  });
  const say = linesTo(process.stderr);
  // Nobody reads on (EPIPE): an ordinary end, as for any program in a pipe.
  const endQuietly = () => {
    finish();
    abort.abort();
  };
  const output = new LineOutput(process.stdout, endQuietly);
  const inOrder = onSignals(endQuietly);

  const listener: SessionListener = {
    step: (step, detail) => say(describeStep(step, detail)),
    exchanges: (items) => {
      for (const exchange of items) {
        if (exchange.completeness.state === 'pending' || !filter(exchange)) continue;
        output.write('exchange', exchange);
      }
    },
    connections: (items) => {
      for (const event of items) output.write('connection', event);
    },
    losses: (items) => {
      for (const loss of items) output.write('loss', loss);
    },
    ...tellOfCuts(say),
    ended: (error) => finish(error),
    log: say,
  };

  let status = 0;
  try {
    const session = await startSession(target, options, {
      prompts: terminalPrompts(process.stdin, process.stderr),
      listener,
      artefacts,
      signal: abort.signal,
    });
    status = await run(session, finished, durationMs, output, say);
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
    if (error.code === 'cancelled' && abort.signal.aborted) {
      status = output.gone ? 0 : INTERRUPTED_STATUS;
    } else {
      output.write('error', { code: error.code, message: error.message });
      status = FAILURE_STATUS;
    }
    say(error.message);
  } finally {
    inOrder();
  }
  await output.flushed();
  return status;
}

/** From the moment that capture is on to the moment that everything is detached. */
async function run(
  session: Session,
  finished: Promise<SessionError | undefined>,
  durationMs: number | undefined,
  output: LineOutput,
  say: (line: string) => void,
): Promise<number> {
  const { started, kernel, agentVersion } = session;
  for (const { design, attachment, reason } of started.refused) {
    say(`Not used: ${design} by ${attachment} (${reason}).`);
  }
  say(`Tracing ${session.target.destination} with ${started.design} by ${started.attachment}.`);
  output.write('ready', { design: started.design, kernel, agentVersion });
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    if (durationMs !== undefined) timer = setTimeout(() => resolve(undefined), durationMs);
  });
  const error = await Promise.race([finished, over]);
  clearTimeout(timer);
  await session.stop();
  if (!error) return 0;
  throw error;
}
