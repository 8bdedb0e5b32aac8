import SSHConfig from 'ssh-config';
import type { Destination } from '../destination.ts';
import {
  readConfiguration,
  systemConfigurationFile,
  userConfigurationFile,
  wordsOf,
} from './included.ts';
import type { Directives } from './settings.ts';

/** Directives of which every occurrence counts; of the others the first one wins. */
const lists = new Set(['identityfile']);
/** Directives whose one value is several words. */
const several = new Set(['userknownhostsfile', 'globalknownhostsfile', 'proxycommand']);

/**
 * The configuration for a destination where there is no ssh program: read by ssh-config, without running
 * what `Match exec` names.
 */
export async function parsedConfiguration(
  destination: Destination,
  configFile: string | undefined,
): Promise<Directives> {
  const files =
    configFile === undefined ? [userConfigurationFile(), systemConfigurationFile] : [configFile];
  const config = new SSHConfig();
  for (const file of files) config.push(...(await readConfiguration(file)));
  const { host, user } = destination;
  const computed =
    user === undefined
      ? config.compute(host, { ignoreCase: true, matchExec: false })
      : config.compute({ Host: host, User: user }, { ignoreCase: true, matchExec: false });
  const directives = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(computed)) {
    const values = typeof value === 'string' ? [value] : value;
    const key = name.toLowerCase();
    if (lists.has(key)) directives.set(key, values);
    else if (several.has(key)) directives.set(key, [values.join(' ')]);
    else directives.set(key, [wordsOf(values[0] ?? '')[0] ?? '']);
  }
  return directives;
}
