// `npm run -s doctor -- DEST`: what a host can do, for people or as JSON.
import { join } from 'node:path';
import { artefactsIn } from '../core/deploy/artefacts.ts';
import { checkHost } from '../core/doctor/check-host.ts';
import { describeCheck } from '../core/doctor/describe.ts';
import { SessionError } from '../core/session/session.ts';
import { linesTo } from './say.ts';
import { describeStep } from './steps.ts';
import {
  absolutePath,
  parseWords,
  targetOf,
  targetOptions,
  targetUsage,
  UsageError,
} from './target-options.ts';
import { terminalPrompts } from './terminal-prompts.ts';

const usage = `Usage: npm run -s doctor -- DEST [options]

Tries on the host everything that a trace builds upon, and says what works, what does not, and what to do.

${targetUsage}
  --btf FILE          on the host: the kernel's types, for a kernel without /sys/kernel/btf/vmlinux
  --json              one line of JSON; where the host could not be checked, its "error" has code and message
  --help

Ends with status 0 when the host was checked, whatever was found.`;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const say = linesTo(process.stderr);
  // Nobody reads on (EPIPE): an ordinary end, as for any program in a pipe.
  process.stdout.on('error', () => {});
  try {
    const { values, positionals } = parseWords(words, {
      ...targetOptions,
      btf: { type: 'string' },
      json: { type: 'boolean' },
    });
    if (values.help) {
      process.stdout.write(`${usage}\n`);
      return 0;
    }
    const target = targetOf(positionals, values);
    const btf = absolutePath('--btf', values.btf);
    const abort = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => abort.abort());
    }
    const found = await checkHost(target, btf === undefined ? {} : { btf }, {
      prompts: terminalPrompts(process.stdin, process.stderr),
      listener: {
        step: (step, detail) =>
          say(step === 'starting' ? 'Trying what works …' : describeStep(step, detail)),
        log: say,
      },
      artefacts: artefactsIn(join(import.meta.dirname, '../../dist/agent')),
      signal: abort.signal,
    });
    process.stdout.write(
      values.json ? `${JSON.stringify(found)}\n` : describeCheck(target.destination, found),
    );
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${usage}\n`);
      return 2;
    }
    if (!(error instanceof SessionError)) throw error;
    const { code, message } = error;
    if (words.includes('--json')) {
      process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
    }
    say(error.message);
    return 1;
  }
}
