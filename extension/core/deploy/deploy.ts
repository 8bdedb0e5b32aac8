import { SessionError } from '../session/session.ts';
import { printable } from '../text/printable.ts';
import { type RunResult, runScript } from '../transport/run.ts';
import type { Transport } from '../transport/transport.ts';
import {
  type Architecture,
  type Artefacts,
  architectures,
  isArchitecture,
  type Package,
  packAll,
} from './artefacts.ts';
import { OLDEST_NODE_MAJOR } from './node-candidates.ts';
import { placeNode } from './place-node.ts';
import { placeScript } from './place-script.ts';
import { type HostFacts, linesByName, probeHost } from './probe.ts';
import { defaultRuntimeSource, type RuntimeSource, runtimeOf, runtimePackages } from './runtime.ts';

/** An agent that is ready to be started. */
export interface Deployment {
  readonly facts: HostFacts;
  /** Absolute paths on the host. */
  readonly node: string;
  readonly folder: string;
  /** The folder is to be removed once the agent ended: it is not in the user's cache. */
  readonly temporary: boolean;
  /** Bytes that went over the wire; 0 where everything was there already. */
  readonly uploaded: number;
}

export interface DeployOptions {
  readonly artefacts: Artefacts;
  readonly signal: AbortSignal;
  log(line: string): void;
  /** The upload begins, of that many bytes. */
  uploading(bytes: number): void;
  /** Whether a Node of that version is to be put on a host that has none; absent: it is not. */
  uploadNode?(version: string): Promise<boolean>;
  /** Where it comes from; npm, unless said otherwise. */
  readonly runtimes?: RuntimeSource;
}

const UPLOAD_TIME_LIMIT_MS = 300_000;

/**
 * Puts agent and loader on the host where they are not there yet: one round trip to find out, one to upload.
 *
 * @throws SessionError `unsupported-host`, `no-node`, `no-room`, `deployment-failed`, `connection-lost`
 */
export async function deploy(transport: Transport, options: DeployOptions): Promise<Deployment> {
  const { artefacts, signal } = options;
  // Which machine the host is shows in the same round trip as what is on it.
  const packs = await packAll(artefacts);
  const facts = await probeHost(transport, packs, signal);
  options.log(describe(facts));
  const architecture = requireUsable(transport.host, facts);
  const node = facts.node ?? (await nodeFor(transport, facts, architecture, options));
  const pack = packs[architecture];
  if (facts.deployed !== undefined) {
    return { facts, node, folder: facts.deployed, temporary: false, uploaded: 0 };
  }
  const input = facts.hasGzip ? await pack.gzipped() : pack.bytes();
  options.uploading(input.length);
  const result = await runScript(transport, placeScript(pack, facts.hasGzip), {
    input,
    timeLimitMs: UPLOAD_TIME_LIMIT_MS,
    signal,
  });
  const values = linesByName(result.stdout);
  for (const line of values.get('refused') ?? []) options.log(`Not used: ${printable(line)}`);
  const folder = values.get('folder')?.[0];
  const kept = values.get('kept')?.[0];
  if (result.code !== 0 || !folder?.startsWith('/') || kept === undefined) {
    throw failure(transport.host, pack, result, values);
  }
  return { facts, node, folder, temporary: kept !== 'cache', uploaded: input.length };
}

function describe(facts: HostFacts): string {
  const node =
    facts.node === undefined ? 'no usable Node' : `Node ${facts.nodeVersion} (${facts.node})`;
  const { system, machine, kernel, hasBtf, deployed } = facts;
  return `${printable(system)} ${kernel} on ${printable(machine)}, ${hasBtf ? 'with' : 'without'} BTF, ${node}, ${deployed ? `agent in ${deployed}` : 'agent not there yet'}.`;
}

/** Puts a Node on the host that has none, where the person agrees. */
async function nodeFor(
  transport: Transport,
  facts: HostFacts,
  architecture: Architecture,
  { uploadNode, uploading, runtimes, log, signal }: DeployOptions,
): Promise<string> {
  const what = runtimePackages[architecture];
  if (!facts.hasGzip || !(await uploadNode?.(what.version))) throw noNode(transport.host, facts);
  log(`Fetching ${what.name} ${what.version} on this machine.`);
  const runtime = await runtimeOf(what, runtimes ?? defaultRuntimeSource(), signal);
  uploading(runtime.gzipped.length);
  return await placeNode(transport, runtime, signal);
}

/** The architecture, where the host can run the agent at all. */
function requireUsable(host: string, facts: HostFacts): Architecture {
  const { system, machine, missingTools } = facts;
  if (system !== 'Linux') {
    throw new SessionError(
      'unsupported-host',
      `${host} runs ${printable(system) || 'an unknown system'}, but only Linux can be traced; choose a Linux host.`,
    );
  }
  if (!isArchitecture(machine)) {
    throw new SessionError(
      'unsupported-host',
      `${host} is a ${printable(machine)} machine, but only ${architectures.join(' and ')} are supported; choose another host.`,
    );
  }
  if (missingTools.length > 0) {
    throw new SessionError(
      'unsupported-host',
      `${host} has no ${missingTools.join(', no ')}; install coreutils (or BusyBox with these) there.`,
    );
  }
  return machine;
}

function noNode(host: string, { oldNodes }: HostFacts): SessionError {
  const old = oldNodes.length > 0 ? ` (only ${oldNodes.join(', ')})` : '';
  return new SessionError(
    'no-node',
    `${host} has no Node.js ${OLDEST_NODE_MAJOR} or newer that this user can run${old}; install it there, system-wide or with a version manager of that user.`,
  );
}

function failure(
  host: string,
  pack: Package,
  { code, stderr, preamble }: RunResult,
  values: ReadonlyMap<string, readonly string[]>,
): SessionError {
  const what = values.get('failed')?.[0];
  const refused = (values.get('refused') ?? []).map((line) => printable(line, 200));
  const reason =
    printable(values.get('reason')?.[0] ?? '') ||
    printable(stderr) ||
    preamble ||
    `exit status ${code}`;
  const needed = `${Math.ceil((2 * pack.size) / (1 << 20))} MiB`;
  if (/no space left|quota exceeded/i.test([...refused, reason].join(' '))) {
    const where = refused.join('; ') || reason;
    return new SessionError(
      'no-room',
      `${host} has no room for the agent, which needs ${needed} (${where}); free some in the home folder or in /var/tmp.`,
    );
  }
  if (what === 'place') {
    return new SessionError(
      'deployment-failed',
      `${host} has no folder from which programs can be run (${refused.join('; ')}); allow it in the home folder or in /var/tmp.`,
    );
  }
  if (what === 'run') {
    return new SessionError(
      'deployment-failed',
      `${host} does not run the program that was uploaded (${reason}); check its security policy.`,
    );
  }
  return new SessionError(
    'deployment-failed',
    `The agent could not be put on ${host} (${reason}); try again, or look at the log.`,
  );
}
