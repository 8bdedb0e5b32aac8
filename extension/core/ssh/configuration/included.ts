import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import SSHConfig, { glob, type Line } from 'ssh-config';

/** As OpenSSH's READCONF_MAX_DEPTH. */
const MAX_DEPTH = 16;

export function userConfigurationFile(): string {
  return join(homedir(), '.ssh', 'config');
}

export const systemConfigurationFile = '/etc/ssh/ssh_config';

/**
 * Parses a configuration file with its `Include` directives replaced by what they name, in place, also inside
 * Host and Match sections. A file that is missing or unreadable is empty.
 */
export async function readConfiguration(file: string, depth = 0): Promise<SSHConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return new SSHConfig();
  }
  let config: SSHConfig;
  try {
    config = SSHConfig.parse(text);
  } catch {
    return new SSHConfig();
  }
  await expandIncludes(config, file, depth);
  return config;
}

async function expandIncludes(config: SSHConfig, file: string, depth: number): Promise<void> {
  const lines: Line[] = [];
  for (const line of [...config]) {
    if (line.type !== SSHConfig.DIRECTIVE) continue;
    if (line.param.toLowerCase() === 'include') {
      if (depth >= MAX_DEPTH) continue;
      for (const included of await includedFiles(wordsOf(line.value), file)) {
        lines.push(...(await readConfiguration(included, depth + 1)));
      }
      continue;
    }
    if ('config' in line) await expandIncludes(line.config, file, depth);
    lines.push(line);
  }
  config.splice(0, config.length, ...lines);
}

/** The words of a directive's value without their quotes. */
export function wordsOf(value: string | readonly { readonly val: string }[]): string[] {
  if (typeof value !== 'string') return value.map(({ val }) => val);
  return [...value.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

async function includedFiles(patterns: readonly string[], from: string): Promise<string[]> {
  const files: string[] = [];
  for (const pattern of patterns) {
    const path = absolute(pattern, from);
    if (!/[*?]/.test(path)) {
      files.push(path);
      continue;
    }
    // Wildcards are followed in the last part of the path, where configurations have them.
    const folder = dirname(path);
    const names = await readdir(folder).catch(() => []);
    files.push(
      ...names
        .sort()
        .map((name) => join(folder, name))
        .filter((candidate) => glob(path, candidate)),
    );
  }
  return files;
}

function absolute(pattern: string, from: string): string {
  if (pattern.startsWith('~/')) return join(homedir(), pattern.slice(2));
  if (isAbsolute(pattern)) return pattern;
  return join(from.startsWith('/etc/') ? '/etc/ssh' : join(homedir(), '.ssh'), pattern);
}
