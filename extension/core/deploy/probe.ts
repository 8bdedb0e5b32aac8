import { SessionError } from '../session/session.ts';
import { printable } from '../text/printable.ts';
import { type RunResult, runScript } from '../transport/run.ts';
import type { Transport } from '../transport/transport.ts';
import type { Architecture, Package } from './artefacts.ts';
import { probeScript } from './probe-script.ts';

/** What a host says about itself. */
export interface HostFacts {
  /** As `uname -s`, `uname -m`, `uname -r` print them. */
  readonly system: string;
  readonly machine: string;
  readonly kernel: string;
  readonly uid: number;
  readonly hasBtf: boolean;
  readonly hasGzip: boolean;
  /** Programs that a deployment needs and that are not there. */
  readonly missingTools: readonly string[];
  /** The folder of the expected package, verified, where it is on the host already. */
  readonly deployed?: string;
  /** Absolute path of a Node that is new enough. */
  readonly node?: string;
  readonly nodeVersion?: string;
  /** `v16.20.2 /usr/bin/node` of those that are too old. */
  readonly oldNodes: readonly string[];
}

const PROBE_TIME_LIMIT_MS = 60_000;

/** @throws SessionError `unsupported-host` where the login shell does not run the script */
export async function probeHost(
  transport: Transport,
  packs: Readonly<Record<Architecture, Package>>,
  signal: AbortSignal,
): Promise<HostFacts> {
  const result = await runScript(transport, probeScript(packs), {
    timeLimitMs: PROBE_TIME_LIMIT_MS,
    signal,
  });
  const values = linesByName(result.stdout);
  const value = (name: string) => values.get(name)?.[0];
  if (value('end') !== 'yes') throw cannotRun(transport.host, result);
  const deployed = absolute(value('deployed'));
  const node = absolute(value('node'));
  return {
    system: value('system') ?? '',
    machine: value('machine') ?? '',
    kernel: printable(value('kernel') ?? ''),
    uid: Number(value('uid')),
    hasBtf: value('btf') === 'yes',
    hasGzip: value('gzip') === 'yes',
    missingTools: (values.get('missing') ?? []).map((tool) => printable(tool)),
    ...(deployed === undefined ? {} : { deployed }),
    ...(node === undefined ? {} : { node, nodeVersion: printable(value('node-version') ?? '') }),
    oldNodes: (values.get('old-node') ?? []).map((old) => printable(old)),
  };
}

/** Reads `name value` lines. */
export function linesByName(text: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const blank = line.indexOf(' ');
    if (blank <= 0) continue;
    const name = line.slice(0, blank);
    const known = values.get(name);
    if (known) known.push(line.slice(blank + 1));
    else values.set(name, [line.slice(blank + 1)]);
  }
  return values;
}

function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') ? path : undefined;
}

function cannotRun(host: string, { stderr, stdout, preamble, code }: RunResult): SessionError {
  const said = printable(stderr) || preamble || printable(stdout) || `exit status ${code}`;
  return new SessionError(
    'unsupported-host',
    `${host} did not run the commands that find out what it is (${said}); the user needs a login shell there that runs “sh”.`,
  );
}
