import { SessionError } from '../session/session.ts';
import { reasonOf } from '../text/printable.ts';
import type { SshSettings } from './configuration/settings.ts';

export type ConnectPhase = 'connecting' | 'authenticating';

/** What ssh2 emits: `level` says which layer failed, `code` is a system error's or a disconnect reason. */
interface Ssh2Error extends Error {
  readonly level?: string;
  readonly code?: string | number;
}

/**
 * Turns an ssh2 error, or a connection that closed without one, into the sentence for the user. `wayEnded` is that
 * of what the connection led through, where it ended.
 */
export function asConnectError(
  error: Ssh2Error | undefined,
  settings: SshSettings,
  phase: ConnectPhase,
  wayEnded?: string,
): SessionError {
  const { destination } = settings;
  if (wayEnded && phase === 'connecting') {
    return new SessionError('unreachable', wayEnded, { cause: error });
  }
  if (phase === 'authenticating' && isNetworks(error)) {
    return new SessionError(
      'unreachable',
      `The connection to ${destination} was cut while logging in (${reasonOf(error)}); check the network, and try again.`,
      { cause: error },
    );
  }
  if (phase === 'authenticating') {
    const reason = error ? `: ${reasonOf(error)}` : '';
    return new SessionError(
      'authentication-failed',
      `${destination} ended the connection while logging in${reason}; check the user name and the keys that are offered.`,
      { cause: error },
    );
  }
  return new SessionError('unreachable', sentence(error, settings), { cause: error });
}

/** Whether a connection ended by the network's doing, as the codes of the operating system tell, and not the server's. */
function isNetworks(error: Ssh2Error | undefined): error is Ssh2Error {
  return typeof error?.code === 'string' && /^E[A-Z]+$/.test(error.code);
}

/** Whether a failure is that ssh2 and the server know no algorithm in common. */
export function sharesNoAlgorithm(error: unknown): boolean {
  const cause = error instanceof SessionError ? error.cause : undefined;
  return cause instanceof Error && noMatch.test(cause.message);
}

const noMatch = /no matching .* algorithm/i;

export function timedOut(settings: SshSettings, phase: ConnectPhase): SessionError {
  const seconds = settings.connectTimeoutMs / 1000;
  const { destination } = settings;
  return phase === 'connecting'
    ? new SessionError(
        'unreachable',
        `${where(settings)} did not answer within ${seconds} s; check the address, the network and its firewall.`,
      )
    : new SessionError(
        'unreachable',
        `${destination} did not finish logging in within ${seconds} s; try again, or raise ConnectTimeout in the ssh configuration.`,
      );
}

function sentence(error: Ssh2Error | undefined, settings: SshSettings): string {
  const at = where(settings);
  switch (error?.code) {
    case 'ECONNREFUSED':
      return `${at} refused the connection; check that an SSH server runs there and listens on that port.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return `The host name ${settings.hostName} could not be resolved; check its spelling and the network.`;
    case 'EADDRNOTAVAIL':
      return `This machine cannot connect to ${at} from ${settings.bindAddress ?? settings.bindInterface ?? 'any of its addresses'}; look at BindAddress in the ssh configuration.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `There is no route to ${at}; check the network or VPN.`;
    case 'ETIMEDOUT':
      return `${at} did not answer; check the address, the network and its firewall.`;
  }
  if (error === undefined || /before handshake|ECONNRESET/.test(`${error.message} ${error.code}`)) {
    return `${at} closed the connection before the SSH handshake was over; check that an SSH server listens on that port.`;
  }
  if (noMatch.test(error.message)) {
    return `${at} shares no algorithm with this client (${reasonOf(error)}); allow one in the server's sshd_config.`;
  }
  return `The SSH handshake with ${at} failed (${reasonOf(error)}); check that an SSH server listens on that port.`;
}

function where({ destination, hostName, port }: SshSettings): string {
  const host = hostName.includes(':') ? `[${hostName}]` : hostName;
  return destination.endsWith(hostName)
    ? `${destination} (port ${port})`
    : `${destination} (${host}:${port})`;
}
