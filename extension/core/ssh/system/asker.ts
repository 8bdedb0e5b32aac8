import type { Account } from '../../session/prompts.ts';
import { accountOf } from '../account.ts';
import type { SshSettings } from '../configuration/settings.ts';

/**
 * Whose question it is that an ssh program puts: that of the target, whose ssh is our own child, or of a host on the
 * way, for which that one runs another ssh. ssh names user and host, but no port: where that leaves more than one, or
 * a ProxyCommand may have asked, it is not known whose it is.
 *
 * @param named `user@host`, where ssh says so
 */
export function whoAsks(settings: SshSettings, named: string | undefined, own: boolean): Account {
  if (own) return accountOf(settings);
  const [only, ...others] = onTheWay(settings).filter((each) => asSshNames(each) === named);
  if (only && others.length === 0) return accountOf(only);
  return { destination: named ?? settings.destination };
}

/** The target and what leads to it; nothing where a command does, which may ask too. */
function onTheWay(settings: SshSettings): SshSettings[] {
  const { proxy } = settings;
  if (proxy === undefined) return [settings];
  if (proxy.kind === 'command') return [];
  const before = onTheWay(proxy.via);
  return before.length === 0 ? [] : [settings, ...before];
}

/** As ssh cuts it when it asks for a password (sshconnect2.c). */
function asSshNames({ user, hostName, hostKeyAlias }: SshSettings): string {
  return `${user.slice(0, 30)}@${(hostKeyAlias ?? hostName).slice(0, 128)}`;
}
