import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { SessionError } from '../session/session.ts';
import { reasonOf } from '../text/printable.ts';
import type { SshSettings } from './configuration/settings.ts';

/** What `net.connect` takes of BindAddress, BindInterface and AddressFamily. */
export interface LocalEnd {
  readonly localAddress?: string;
  readonly family?: 4 | 6;
}

/**
 * The local end of a connection, as the configuration has it. As with OpenSSH, BindInterface counts where there is no
 * BindAddress.
 *
 * @throws SessionError `unreachable` where this machine has no such address
 */
export async function localEnd(settings: SshSettings): Promise<LocalEnd> {
  const { addressFamily: family, bindAddress, bindInterface } = settings;
  const localAddress =
    bindAddress === undefined
      ? addressOf(bindInterface, settings)
      : await addressNamed(bindAddress, settings);
  if (localAddress === undefined) return family === undefined ? {} : { family };
  return { localAddress, family: isIP(localAddress) === 6 ? 6 : 4 };
}

async function addressNamed(name: string, settings: SshSettings): Promise<string> {
  try {
    return (await lookup(name, { family: settings.addressFamily ?? 0 })).address;
  } catch (error) {
    throw noAddress(`BindAddress ${name}`, settings, reasonOf(error));
  }
}

function addressOf(name: string | undefined, settings: SshSettings): string | undefined {
  if (name === undefined) return undefined;
  const { addressFamily } = settings;
  const found = (networkInterfaces()[name] ?? []).find(
    ({ address, family }) =>
      // Link-local ones lead to neighbours alone, so that OpenSSH takes none either.
      !/^fe[89ab]/i.test(address) &&
      (addressFamily === undefined || family === `IPv${addressFamily}`),
  );
  if (!found) throw noAddress(`BindInterface ${name}`, settings, 'it has no address');
  return found.address;
}

function noAddress(what: string, { destination }: SshSettings, why: string): SessionError {
  return new SessionError(
    'unreachable',
    `${what}, which the ssh configuration has for ${destination}, is nothing to connect from (${why}); look at it there.`,
  );
}
