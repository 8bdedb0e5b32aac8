import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SshTarget } from '../vm/ssh.ts';

/** A host of an ssh configuration. */
export interface ConfiguredHost extends Omit<SshTarget, 'knownHostsFile'> {
  /** The name that the configuration gives it. */
  readonly name: string;
  /** Lines of its known_hosts file; none means that its key is not known yet. */
  readonly knownHosts: string;
}

/**
 * Writes `.ssh/config` of a home folder, with a known_hosts file a host. All paths in it are absolute, because
 * ssh(1) takes `~` from the password database, whatever HOME says.
 */
export async function writeSshHome(home: string, hosts: readonly ConfiguredHost[]): Promise<void> {
  const folder = join(home, '.ssh');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const sections = hosts.map(
    (host) => `Host ${host.name}
  HostName ${host.host}
  Port ${host.port}
  User ${host.user}
  IdentityFile ${host.identityFile}
  IdentitiesOnly yes
  UserKnownHostsFile ${knownHostsFile(home, host.name)}
`,
  );
  await writeFile(join(folder, 'config'), sections.join('\n'), { mode: 0o600 });
  for (const { name, knownHosts } of hosts) await writeFile(knownHostsFile(home, name), knownHosts);
}

/** The known_hosts file of one host of {@link writeSshHome}. */
export function knownHostsFile(home: string, name: string): string {
  return join(home, '.ssh', `known_hosts.${name}`);
}
