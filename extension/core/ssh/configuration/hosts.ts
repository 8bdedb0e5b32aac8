import type SSHConfig from 'ssh-config';
import {
  readConfiguration,
  systemConfigurationFile,
  userConfigurationFile,
  wordsOf,
} from './included.ts';

/** A host that the ssh configuration names, for a list to choose from. */
export interface ConfiguredHost {
  readonly name: string;
  /** What the same section says, where it does: a hint, not what a connection will use. */
  readonly hostName?: string;
  readonly user?: string;
  readonly port?: string;
}

/**
 * The hosts that the ssh configuration names, in its order, `Include` followed. Patterns and negations are
 * not hosts. Unreadable files count as empty.
 */
export async function listConfiguredHosts(
  files: readonly string[] = [userConfigurationFile(), systemConfigurationFile],
): Promise<ConfiguredHost[]> {
  const hosts = new Map<string, ConfiguredHost>();
  for (const file of files) {
    for (const host of hostsOf(await readConfiguration(file))) {
      if (!hosts.has(host.name)) hosts.set(host.name, host);
    }
  }
  return [...hosts.values()];
}

function* hostsOf(config: SSHConfig): Generator<ConfiguredHost> {
  for (const line of config) {
    if (!('config' in line)) continue;
    if (line.param.toLowerCase() === 'host') {
      for (const name of wordsOf(line.value)) {
        if (/[*?!]/.test(name) || name.startsWith('-')) continue;
        const hostName = valueIn(line.config, 'hostname')?.replaceAll('%h', name);
        const user = valueIn(line.config, 'user');
        const port = valueIn(line.config, 'port');
        const hints = {
          ...(hostName && { hostName }),
          ...(user && { user }),
          ...(port && { port }),
        };
        yield { name, ...hints };
      }
    }
    // What an Include inside a section brought in.
    yield* hostsOf(line.config);
  }
}

function valueIn(config: SSHConfig, name: string): string | undefined {
  for (const line of config) {
    if ('param' in line && line.param.toLowerCase() === name) return wordsOf(line.value)[0];
  }
  return undefined;
}
