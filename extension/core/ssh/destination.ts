import { SessionError } from '../session/session.ts';

/** A destination as it was typed, taken apart but not yet resolved. */
export interface Destination {
  /** As typed; what ssh itself would be given. */
  readonly text: string;
  readonly user?: string;
  /** A host name, an address, or a name from the ssh configuration. */
  readonly host: string;
}

/**
 * Takes `user@host` or `host` apart. The user may hold an `@` itself, as in OpenSSH.
 *
 * @throws SessionError `bad-destination` for what ssh would take for an option or what no host can be called
 */
export function parseDestination(text: string): Destination {
  const at = text.lastIndexOf('@');
  const user = at < 0 ? undefined : text.slice(0, at);
  const host = unbracketed(text.slice(at + 1));
  const shown = JSON.stringify(text.slice(0, 100));
  if (host === '' || user === '') {
    throw badDestination(`${shown} is not a destination; write it as user@host or host.`);
  }
  if (/[\p{Cc}\p{Cf}\p{Z}]/u.test(text)) {
    throw badDestination(
      `The destination ${shown} holds blanks or control characters; leave them out.`,
    );
  }
  if (text.startsWith('-') || host.startsWith('-')) {
    throw badDestination(
      `The destination ${shown} starts with “-”, which no user or host name may do.`,
    );
  }
  // The characters that OpenSSH 9.6 and later refuse, because a ProxyCommand would hand them to a shell.
  if (/['`"$\\;&<>|(){}!*?]/.test(host) || (user !== undefined && /['`";&<>|(){}]/.test(user))) {
    throw badDestination(
      `The destination ${shown} holds a character that no user or host name has.`,
    );
  }
  return { text, host, ...(user === undefined ? {} : { user }) };
}

/** An IPv6 address without the brackets that keep its colons apart from a port's. */
export function unbracketed(host: string): string {
  return /^\[[^\]]+\]$/.test(host) ? host.slice(1, -1) : host;
}

function badDestination(message: string): SessionError {
  return new SessionError('bad-destination', message);
}
