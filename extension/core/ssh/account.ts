import { createHash } from 'node:crypto';
import type { Account } from '../session/prompts.ts';
import type { SshSettings } from './configuration/settings.ts';
import { formatTarget } from './target.ts';

/** SSH's own port, which needs no mention. */
const SSH_PORT = 22;

/** Who logs in where: what a question is asked with, and what its answer is for. */
export function accountOf(settings: SshSettings): Account {
  const { user, port } = settings;
  // The destination alone may be a name from the configuration.
  const destination = settings.destination.includes('@')
    ? settings.destination
    : `${user}@${settings.destination}`;
  return {
    destination: port === SSH_PORT ? destination : formatTarget({ destination, port }),
    server: serverOf(settings),
  };
}

/** The same address may be another machine behind another host, so that what leads there is part of it. */
function serverOf({ user, hostName, port, proxy }: SshSettings): string {
  const server = formatTarget({ destination: `${user}@${hostName}`, port });
  if (proxy === undefined) return server;
  if (proxy.kind === 'jump') return `${server} behind ${serverOf(proxy.via)}`;
  // Answers are kept by name, and the command may hold a secret of its own.
  return `${server} behind ${createHash('sha256').update(proxy.command).digest('hex')}`;
}
