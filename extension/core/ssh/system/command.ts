import type { TraceTarget } from '../../session/session.ts';
import type { SshSettings } from '../configuration/settings.ts';
import { parseDestination } from '../destination.ts';

/** Where the programs of one connection meet: the first one logs in, the others use what it has. */
export interface Meeting {
  /** Path of the socket; absent where ssh cannot share connections (on Windows). */
  readonly controlPath?: string;
}

/** What the first ssh prints once it is logged in. */
export const LOGGED_IN = 'http-trace-logged-in';

/** The words of an ssh that logs in, says {@link LOGGED_IN} and keeps the connection for others. */
export function loginWords(
  target: TraceTarget,
  settings: SshSettings,
  { controlPath }: Meeting,
  mute: boolean,
): string[] {
  return [
    ...commonWords(target, settings, mute),
    ...option('ControlMaster', 'yes'),
    ...option('ControlPath', controlPath ?? 'none'),
    ...option('PermitLocalCommand', 'yes'),
    ...option('LocalCommand', `echo ${LOGGED_IN}`),
    '-N',
    '--',
    wordOf(settings.destination),
  ];
}

/** The words of an ssh that runs a command line on the host. */
export function execWords(
  target: TraceTarget,
  settings: SshSettings,
  { controlPath }: Meeting,
  mute: boolean,
  command: string,
): string[] {
  return [
    ...commonWords(target, settings, mute),
    ...option('ControlMaster', 'no'),
    ...option('ControlPath', controlPath ?? 'none'),
    ...option('PermitLocalCommand', 'no'),
    ...(settings.hasSessionType === true ? option('SessionType', 'default') : []),
    // One that finds nothing to share must not log in again.
    ...(controlPath === undefined
      ? []
      : [...option('ProxyJump', 'none'), ...option('ProxyCommand', 'false')]),
    '--',
    wordOf(settings.destination),
    command,
  ];
}

function commonWords(target: TraceTarget, settings: SshSettings, mute: boolean): string[] {
  const { configFile, port, identityFile, knownHostsFile } = target;
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(identityFile === undefined ? [] : [...option('IdentitiesOnly', 'yes'), '-i', identityFile]),
    ...(knownHostsFile === undefined ? [] : option('UserKnownHostsFile', knownHostsFile)),
    // A changed key is never accepted, whatever the configuration says.
    ...option('StrictHostKeyChecking', settings.strictHostKeyChecking),
    ...option('ConnectTimeout', String(Math.ceil(settings.connectTimeoutMs / 1000))),
    ...option('ServerAliveInterval', String(Math.ceil(settings.keepaliveIntervalMs / 1000))),
    ...option('ServerAliveCountMax', '3'),
    ...option('BatchMode', mute ? 'yes' : 'no'),
    // What the connection is for; whatever else the configuration asks of it is for people at terminals.
    ...option('RemoteCommand', 'none'),
    ...option('ClearAllForwardings', 'yes'),
    ...option('ForwardAgent', 'no'),
    ...option('EscapeChar', 'none'),
    // A connection of ours is not left behind for other programs, nor does ssh leave before its work is done.
    ...option('ControlPersist', 'no'),
    ...(settings.hasSessionType === true
      ? [...option('StdinNull', 'no'), ...option('ForkAfterAuthentication', 'no')]
      : []),
    ...option('LogLevel', 'INFO'),
    ...['-T', '-x'],
  ];
}

/** ssh takes an address with brackets for a name of that form. */
function wordOf(destination: string): string {
  const { user, host } = parseDestination(destination);
  return user === undefined ? host : `${user}@${host}`;
}

function option(name: string, value: string): string[] {
  return ['-o', `${name}=${/\s/.test(value) && name.endsWith('File') ? `"${value}"` : value}`];
}
