// `npm start`: the real thing to look at. Everything that it starts ends with it.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Demo, demoHost } from './demo.ts';
import { endDescendants } from './descendants.ts';

const startedAt = Date.now();
const port = readPort();
const abort = new AbortController();
const { signal } = abort;
let asked = false;

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end);
// Who started this may have been killed, and then passes no signal on.
const parent = process.ppid;
const watch = setInterval(() => process.ppid !== parent && end(), 500);

const opening = Demo.open({ port, abort, progress: say });
signal.addEventListener('abort', () => void hurry());
try {
  await using demo = await opening;
  say('Ready.');
  process.stdout.write(`
  The demo is open at

      ${demo.address}

  It shows the bookshop's sources; the trace of ${demoHost} starts by itself, in the panel "HTTP Trace".
  By hand: F1, then "HTTP Trace: Start HTTP trace", then ${demoHost}.
  Ctrl-C ends everything.

`);
  const serverEnded = demo.ended();
  await Promise.race([serverEnded, signal.aborted ? undefined : once(signal, 'abort')]);
  if (!asked) throw new Error('The workbench ended by itself.');
} catch (error) {
  if (!asked) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
} finally {
  clearInterval(watch);
  await endDescendants();
  say('Ended; nothing is left running.');
}

/** The workbench's port as asked for with `--port`; 0, any free one, by default. */
function readPort(): number {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
    if (/^\d{1,5}$/.test(values.port) && Number(values.port) < 65_536) return Number(values.port);
  } catch {
    // The same sentence tells it.
  }
  process.stderr.write('npm start takes one option, the port of the workbench: -- --port 8123\n');
  return process.exit(2);
}

function end(): void {
  if (asked) return;
  asked = true;
  say('Ending everything …');
  abort.abort();
}

/** Not every step of the opening looks at the signal: it ends with the programs that it waits for. */
async function hurry(): Promise<void> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  opening.then(settle, settle);
  for (await delay(0); !settled; await delay(100)) await endDescendants();
}

function say(line: string): void {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0).padStart(4);
  process.stderr.write(`${seconds} s  ${line}\n`);
}
