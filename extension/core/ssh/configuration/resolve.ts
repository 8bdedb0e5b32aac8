import { userInfo } from 'node:os';
import { SessionError, type TraceTarget } from '../../session/session.ts';
import { parseDestination } from '../destination.ts';
import { type ConfigurationSource, effectiveConfiguration } from './effective.ts';
import { expandPath, type Tokens } from './expand.ts';
import { parsedConfiguration } from './fallback.ts';
import { loginRules } from './login.ts';
import { onlySystemReason } from './only-system.ts';
import { pathsOf } from './paths.ts';
import { type ConfiguredProxy, configuredProxy } from './proxy.ts';
import type { HostProxy, SshSettings, StrictHostKeyChecking } from './settings.ts';

const DEFAULT_CONNECT_TIMEOUT_MS = 20_000;
/** Three unanswered ones, and a connection counts as cut: within 20 s, whatever the configuration allows. */
const LONGEST_KEEPALIVE_INTERVAL_MS = 5_000;
/** Where a cut ends the trace, a network that is gone for half a minute is not to be one. */
const PATIENT_KEEPALIVE_INTERVAL_MS = 15_000;

const defaultIdentityFiles = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];
const defaultUserKnownHosts = '~/.ssh/known_hosts ~/.ssh/known_hosts2';
const defaultGlobalKnownHosts = '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2';

/** As many hosts behind each other as anybody has; a configuration that wants more leads back to itself. */
const MOST_HOPS = 16;

/**
 * What to use for a target: its own overrides, then the ssh configuration as `ssh -G` tells it, then as parsed
 * here, then OpenSSH's defaults. The same for each host on the way to it.
 *
 * @throws SessionError `bad-destination`
 */
export async function resolveSettings(
  target: TraceTarget,
  source: ConfigurationSource,
  signal: AbortSignal,
): Promise<SshSettings> {
  return await resolveBehind(target, source, signal, []);
}

/** @param on the way to which hosts this one is, and what leads to it where that is settled already */
async function resolveBehind(
  target: TraceTarget,
  source: ConfigurationSource,
  signal: AbortSignal,
  on: readonly string[],
  settled?: HostProxy,
): Promise<SshSettings> {
  const destination = parseDestination(target.destination);
  const directives =
    (await effectiveConfiguration(destination, source, signal)) ??
    (await parsedConfiguration(destination, source.configFile));
  const value = (name: string) => directives.get(name)?.[0];

  const hostName = (value('hostname') ?? destination.host)
    .replaceAll('%h', destination.host)
    .toLowerCase();
  const user = destination.user ?? value('user') ?? userInfo().username;
  const port = target.port ?? portOf(value('port'), target.destination);
  const hostKeyAlias = value('hostkeyalias');
  const named: Tokens = {
    host: hostName,
    original: destination.host,
    port,
    user,
    ...(hostKeyAlias !== undefined && { alias: hostKeyAlias }),
  };
  const configured = settled ? undefined : configuredProxy(directives, target.destination, named);
  const jump = lastHop(settled ?? configured);
  const tokens: Tokens = { ...named, ...(jump !== undefined && { jump }) };
  const paths = (words: readonly string[]) =>
    words.filter((word) => word.toLowerCase() !== 'none').map((word) => expandPath(word, tokens));

  const agentSocket = agentSocketOf(value('identityagent'), tokens);
  const onlySystem = onlySystemReason(directives, userInfo().uid);
  const proxy =
    settled ??
    (await resolveProxy(configured, target, source, signal, [...on, target.destination]));
  return {
    destination: target.destination,
    hostName,
    port,
    user,
    identityFiles:
      target.identityFile === undefined
        ? paths(directives.get('identityfile') ?? defaultIdentityFiles)
        : [expandPath(target.identityFile, tokens)],
    // A key that was named for this target is the one that is meant, whatever an agent holds.
    identitiesOnly: target.identityFile !== undefined || value('identitiesonly') === 'yes',
    login: loginRules(directives),
    ...(agentSocket === undefined ? {} : { agentSocket }),
    ...(hostKeyAlias === undefined ? {} : { hostKeyAlias }),
    userKnownHostsFiles:
      target.knownHostsFile === undefined
        ? paths(pathsOf(value('userknownhostsfile') ?? defaultUserKnownHosts))
        : [expandPath(target.knownHostsFile, tokens)],
    globalKnownHostsFiles: paths(pathsOf(value('globalknownhostsfile') ?? defaultGlobalKnownHosts)),
    strictHostKeyChecking: strictness(value('stricthostkeychecking')),
    hashKnownHosts: value('hashknownhosts') === 'yes',
    connectTimeoutMs: secondsOf(value('connecttimeout')) ?? DEFAULT_CONNECT_TIMEOUT_MS,
    keepaliveIntervalMs: Math.min(
      secondsOf(value('serveraliveinterval')) ?? Number.POSITIVE_INFINITY,
      target.graceSeconds === 0 ? PATIENT_KEEPALIVE_INTERVAL_MS : LONGEST_KEEPALIVE_INTERVAL_MS,
    ),
    ...localEndOf(value),
    ...(directives.has('sessiontype') && { hasSessionType: true }),
    ...(onlySystem !== undefined && { onlySystem }),
    ...(proxy && { proxy }),
  };
}

/** The first host of a chain may itself be behind others; each further one is behind the one before it. */
async function resolveProxy(
  configured: ConfiguredProxy | undefined,
  { graceSeconds }: TraceTarget,
  source: ConfigurationSource,
  signal: AbortSignal,
  on: readonly string[],
): Promise<HostProxy | undefined> {
  if (configured?.kind !== 'jump') return configured;
  if (on.length + configured.hops.length > MOST_HOPS) {
    throw new SessionError(
      'bad-destination',
      `The ssh configuration leads from ${on[0]} through ${on.slice(1, 4).join(', ')} and on without an end; look at ProxyJump there.`,
    );
  }
  let proxy: HostProxy | undefined;
  for (const hop of configured.hops) {
    const target = { ...hop, ...(graceSeconds !== undefined && { graceSeconds }) };
    proxy = { kind: 'jump', via: await resolveBehind(target, source, signal, on, proxy) };
  }
  return proxy;
}

/** As the configuration calls it, without user and port. */
function lastHop(proxy: HostProxy | ConfiguredProxy | undefined): string | undefined {
  if (proxy?.kind !== 'jump') return undefined;
  const hop = 'via' in proxy ? proxy.via : proxy.hops.at(-1);
  return hop && parseDestination(hop.destination).host;
}

function agentSocketOf(setting: string | undefined, tokens: Tokens): string | undefined {
  const fromEnvironment =
    process.env['SSH_AUTH_SOCK'] ??
    (process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : undefined);
  if (setting === undefined || setting === 'SSH_AUTH_SOCK') return fromEnvironment || undefined;
  if (setting.toLowerCase() === 'none') return undefined;
  if (/^\$\w+$/.test(setting)) return process.env[setting.slice(1)] || undefined;
  return expandPath(setting, tokens);
}

function localEndOf(
  value: (name: string) => string | undefined,
): Pick<SshSettings, 'addressFamily' | 'bindAddress' | 'bindInterface'> {
  const family = value('addressfamily')?.toLowerCase();
  const [bindAddress, bindInterface] = [value('bindaddress'), value('bindinterface')];
  return {
    ...(family === 'inet' && { addressFamily: 4 }),
    ...(family === 'inet6' && { addressFamily: 6 }),
    ...(bindAddress !== undefined && { bindAddress }),
    ...(bindInterface !== undefined && { bindInterface }),
  };
}

function strictness(value: string | undefined): StrictHostKeyChecking {
  switch (value?.toLowerCase()) {
    case 'yes':
    case 'true':
      return 'yes';
    case 'no':
    case 'off':
    case 'false':
    case 'accept-new':
      return 'accept-new';
    default:
      return 'ask';
  }
}

function portOf(value: string | undefined, destination: string): number {
  const port = Number(value ?? 22);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new SessionError(
    'bad-destination',
    `The ssh configuration gives ${destination} the port ${JSON.stringify(value)}, which is not a port number.`,
  );
}

/** A time of sshd_config(5): `90`, `90s`, `1m30s`, `2h`. */
function secondsOf(value: string | undefined): number | undefined {
  if (value === undefined || !/^(?:\d+[smhdw]?)+$/i.test(value)) return undefined;
  const unit: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  let seconds = 0;
  for (const [, amount, letter] of value.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)) {
    seconds += Number(amount) * (unit[letter || 's'] ?? 1);
  }
  return seconds > 0 ? Math.min(seconds, 86_400) * 1000 : undefined;
}
