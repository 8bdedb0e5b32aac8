import { release } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CaptureFailure } from '../capture/failure.ts';
import { isDesign } from '../capture/report.ts';
import type { StartParams } from '../protocol/messages.ts';
import { Tracing } from '../trace/tracing.ts';
import { agentVersion } from '../version.ts';
import { usage } from './usage.ts';

/**
 * Traces this host and prints NDJSON, one object with a `type` a line: `ready`, `exchange`, `connection`, `loss`,
 * `error`. Returns the exit status: 0 at the end of the duration, at a signal and where nobody reads any more.
 */
export async function traceCommand(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (!options) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  let end: (status: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  process.stdout.on('error', () => end(0));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => end(0));
  const print = (type: string, line: object) => {
    process.stdout.write(`${JSON.stringify({ type, ...line })}\n`);
  };
  try {
    const { tracing, result } = await Tracing.start(options.params, {
      exchange: (exchange) => print('exchange', exchange),
      connection: (event) => print('connection', event),
      loss: (reason, events, bytes) => print('loss', { reason, events, bytes }),
      log: (line) => process.stderr.write(`${line}\n`),
      ended: (failure) => {
        print('error', failure.toProtocol());
        end(1);
      },
    });
    print('ready', { design: result.design, kernel: release(), agentVersion });
    const { durationMs } = options;
    const timer = durationMs === null ? null : setTimeout(() => end(0), durationMs);
    const status = await ended;
    if (timer) clearTimeout(timer);
    await tracing.stop();
    return status;
  } catch (error) {
    if (!(error instanceof CaptureFailure)) throw error;
    print('error', error.toProtocol());
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

interface Options {
  readonly params: StartParams;
  readonly durationMs: number | null;
}

/** `null` where they make no sense. */
function readOptions(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        design: { type: 'string', default: 'auto' },
        duration: { type: 'string' },
        'capture-limit': { type: 'string', default: '65536' },
        secret: { type: 'string', multiple: true, default: [] },
        btf: { type: 'string' },
        'no-redact': { type: 'boolean', default: false },
      },
    });
    const { design = 'auto', duration, btf } = values;
    const limit = values['capture-limit'];
    const captureLimit = limit === 'unlimited' ? limit : Number(limit);
    const seconds = duration === undefined ? null : Number(duration);
    if (design !== 'auto' && !isDesign(design)) return null;
    if (
      captureLimit !== 'unlimited' &&
      !(Number.isSafeInteger(captureLimit) && captureLimit >= 0)
    ) {
      return null;
    }
    if (seconds !== null && !(seconds > 0 && seconds < 2 ** 31 / 1000)) return null;
    return {
      params: {
        design,
        captureLimit,
        redact: values['no-redact'] !== true,
        secretPatterns: values.secret ?? [],
        ...(btf !== undefined && { btf: resolve(btf) }),
      },
      durationMs: seconds === null ? null : seconds * 1000,
    };
  } catch {
    return null;
  }
}
